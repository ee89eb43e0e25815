import { UserError } from '../lib/errors.ts';
import { openCheckpoint } from './checkpoint.ts';
import { isJsonObject, parseJsonFile } from './jsonFile.ts';
import { licenceOf } from './licence.ts';
import type { LoadedModel, ModelFiles } from './modelFiles.ts';
import { prequantisedSource, storedQuantisation } from './prequantised.ts';

/**
 * Reads the small files and the headers of the weights; tensors are read later, one at a time, by range.
 * @throws UserError naming the file, and the field in it, that is missing or malformed.
 */
export async function openModel(files: ModelFiles): Promise<LoadedModel> {
  const names = new Set(await files.list());
  requireFiles(files.id, names);
  const optionalText = (name: string) => (names.has(name) ? files.text(name) : null);
  const json = async (name: string) => {
    const text = await optionalText(name);
    if (text === null) return null;
    const value = parseJsonFile(text, `${files.id}/${name}`);
    if (!isJsonObject(value)) throw new UserError('not a JSON object', { where: `${files.id}/${name}` });
    return value;
  };
  const [configJson, generationConfig, tokenizerJson, tokenizerConfig, jinja, readme, checkpoint] = await Promise.all([
    json('config.json'),
    json('generation_config.json'),
    json('tokenizer.json'),
    json('tokenizer_config.json'),
    optionalText('chat_template.jinja'),
    optionalText('README.md'),
    openCheckpoint(files, names),
  ]);
  const stored = storedQuantisation(configJson, `${files.id}/config.json`);
  const prequantised = stored === null ? null : await prequantisedSource(checkpoint.source, files.id);
  return {
    id: files.id,
    configJson,
    generationConfig,
    tokenizerJson,
    tokenizerConfig,
    chatTemplate: jinja ?? templateOf(tokenizerConfig, `${files.id}/tokenizer_config.json`),
    tensors: prequantised ?? checkpoint.source,
    readme,
    licence: readme === null ? null : licenceOf(readme),
    sizeBytes: checkpoint.sizeBytes,
    storedNf4: prequantised === null ? null : { doubleQuant: prequantised.doubleQuant },
  };
}

function requireFiles(id: string, names: ReadonlySet<string>): void {
  if (!names.has('config.json') && names.has('adapter_config.json')) {
    throw new UserError('this is an adapter, not a model', {
      where: id,
      remedy: 'Open its base model, and start from the adapter.',
    });
  }
  for (const name of ['config.json', 'tokenizer.json']) {
    if (names.has(name)) continue;
    throw new UserError(`${name} is missing`, {
      where: id,
      remedy:
        'A model folder holds config.json, tokenizer.json and model.safetensors, as downloaded from the Hugging Face Hub.',
    });
  }
}

/** `chat_template` is a text, or a list of named ones of which `default` counts. */
function templateOf(tokenizerConfig: Record<string, unknown> | null, where: string): string | null {
  const value = tokenizerConfig?.['chat_template'] ?? null;
  if (value === null || typeof value === 'string') return value;
  const named: readonly unknown[] = Array.isArray(value) ? value : [];
  for (const item of named) {
    if (isJsonObject(item) && item['name'] === 'default' && typeof item['template'] === 'string')
      return item['template'];
  }
  throw new UserError('chat_template is neither a text nor a list with a template named "default"', { where });
}
