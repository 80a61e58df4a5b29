// Beside every built script and style a gzipped one, which whitenoise sends to browsers that take it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Return a plugin that compresses what was built; fonts are compressed already. */
export function compressed(): Plugin {
  let folder = '';
  return {
    name: 'veerkracht-compressed',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir, config.build.assetsDir);
      if (config.build.outDir.startsWith('/')) folder = join(config.build.outDir, config.build.assetsDir);
    },
    closeBundle() {
      // A build that failed says itself why; it must not be hidden by what was not built.
      if (!existsSync(folder)) return;
      for (const name of readdirSync(folder)) {
        if (!/\.(js|mjs|css|svg)$/.test(name)) continue;
        const path = join(folder, name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}
