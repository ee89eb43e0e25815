import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../../package.json' with { type: 'json' };

export const PACKAGE_VERSION = manifest.version;

/**
 * The folder of a demo model. Upwards from the running file, since that is src/cli/ in the project, dist/cli/ when built, and anything
 * when only dist/ was carried along; null when it is nowhere.
 */
export function findDemoModel(name: string, from = dirname(fileURLToPath(import.meta.url))): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    for (const place of ['models', 'public/models', 'dist/models']) {
      const candidate = join(folder, place, name);
      if (existsSync(join(candidate, 'config.json'))) return candidate;
    }
    if (dirname(folder) === folder) return null;
  }
}
