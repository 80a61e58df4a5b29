import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sprite } from '../../tools/iconSprite.ts';

const ROOT = join(import.meta.dirname, '../../..');
const listed = JSON.parse(readFileSync(join(ROOT, 'frontend/tools/icons.json'), 'utf-8')) as string[];

const files = (folder: string, end: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf-8' })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name));

test('an icon becomes a symbol in the colour of the words beside it', () => {
  const drawn = sprite(new Map([['x', '<svg class="lucide"><path d="M18 6 6 18" />\n</svg>']]));
  expect(drawn).toContain('<symbol id="x" viewBox="0 0 24 24"');
  expect(drawn).toContain('stroke="currentColor"');
  expect(drawn).not.toContain('lucide');
});

test('what is not an icon stops the build', () => {
  expect(() => sprite(new Map([['x', '<p>nee</p>']]))).toThrow('no <svg>');
});

test('every icon that a template names is in the sprite', () => {
  const web = join(ROOT, 'src/veerkracht/web');
  const named = files(web, '.html').flatMap((path) => {
    const text = readFileSync(path, 'utf-8');
    const direct = [...text.matchAll(/\{% icon "([a-z0-9-]+)"/g)].map((found) => found[1]);
    const given = [...text.matchAll(/icon="([a-z0-9-]+)"/g)].map((found) => found[1]);
    return [...direct, ...given].map((icon) => `${icon} (${path.slice(web.length)})`);
  });
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((one) => !listed.includes(one.split(' ')[0] ?? ''))).toEqual([]);
});
