// One SVG file with the Lucide icons that the pages use, and no others; and the icon of the site.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const lucide = createRequire(import.meta.url);

/** What stands between <svg ...> and </svg> in an icon of Lucide. */
const inside = (svg: string): string => {
  const body = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1];
  if (body === undefined) throw new Error('This icon holds no <svg> element.');
  return body.replace(/\s+/g, ' ').trim();
};

/** The sprite: a <symbol> an icon, drawn with the colour of the words beside it. */
export const sprite = (icons: ReadonlyMap<string, string>): string => {
  const symbols = [...icons].map(
    ([name, svg]) =>
      `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
      `stroke-linecap="round" stroke-linejoin="round">${inside(svg)}</symbol>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
};

/** Emit `icons-<hash>.svg` and `site-<hash>.svg`; the manifest names them `icons.svg` and `site.svg`. */
export const iconSprite = ({ list, site }: { list: string; site: string }): Plugin => ({
  name: 'veerkracht-icon-sprite',
  apply: 'build',
  generateBundle() {
    const names = JSON.parse(readFileSync(list, 'utf-8')) as string[];
    const icons = new Map(
      names.sort().map((name) => [name, readFileSync(lucide.resolve(`lucide-static/icons/${name}.svg`), 'utf-8')]),
    );
    this.emitFile({ type: 'asset', name: 'icons.svg', originalFileName: 'icons.svg', source: sprite(icons) });
    this.emitFile({ type: 'asset', name: 'site.svg', originalFileName: 'site.svg', source: readFileSync(site, 'utf-8') });
  },
});
