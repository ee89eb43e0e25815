/** The models that travel with the app, in public/models. */
import { type Fetch, httpFiles } from './httpFiles.ts';
import type { ModelFiles } from './modelFiles.ts';

export type DemoModelName = 'mini' | 'small';

const SMALL_FILES = ['config.json', 'generation_config.json', 'tokenizer.json', 'tokenizer_config.json', 'README.md'];
const DEMO_FILES: Record<DemoModelName, readonly string[]> = {
  mini: [...SMALL_FILES, 'model.safetensors'],
  small: [
    ...SMALL_FILES,
    'model.safetensors.index.json',
    'model-00001-of-00002.safetensors',
    'model-00002-of-00002.safetensors',
  ],
};

/** `baseUrl`: absolute URL of the models folder, with a slash at its end, e.g. `https://host/models/`. */
export function demoModelFiles(name: DemoModelName, baseUrl: string, fetch: Fetch): ModelFiles {
  return httpFiles({ id: name, baseUrl: new URL(`${name}/`, baseUrl).href, names: DEMO_FILES[name], fetch });
}
