// How the pages' style and behaviour are built: hashed files and a manifest that Django reads.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { compressed } from './tools/compressed.ts';
import { iconSprite } from './tools/iconSprite.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Every folder of `src` with a `main.ts` is an entry by the name of that folder: site, kaart, werkbank. */
const entries = Object.fromEntries(
  readdirSync(here('src'))
    .filter((name) => existsSync(here(`src/${name}/main.ts`)))
    .map((name) => [name, here(`src/${name}/main.ts`)]),
);

/** Every file of `tokens` is the house style of an organisation, by the name of that file. */
const themes = Object.fromEntries(
  readdirSync(here('tokens'))
    .filter((name) => name.endsWith('.css'))
    .map((name) => [`theme-${name.replace('.css', '')}`, here(`tokens/${name}`)]),
);

export default defineConfig({
  root: here('.'),
  // Relative: the files find each other wherever Django serves them.
  base: './',
  publicDir: false,
  plugins: [iconSprite({ list: here('tools/icons.json'), site: here('tools/siteIcon.svg') }), compressed()],
  worker: { format: 'es' },
  build: {
    outDir: here('../src/veerkracht/web/static/veerkracht/dist'),
    emptyOutDir: true,
    manifest: 'manifest.json',
    // light-dark() and @property, on which the tokens rest, are in every browser since the middle of 2024.
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    // Nothing may stand in a data: address but what the components themselves bring along.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: { ...entries, ...themes } },
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts'],
  },
});
