import { unzip } from '../formats/zip.ts';
import { UserError } from '../lib/errors.ts';
import { trainedDoubleQuant } from '../run/export/trainedBase.ts';
import { type ImportedAdapter, readAdapterFiles } from '../run/importAdapter.ts';
import { LAST_ADAPTER_FILE } from '../run/outputs.ts';

/** What the zip of a run holds for work after training. */
export interface OpenedArchive {
  readonly adapter: ImportedAdapter;
  /** That of the last step, where the run kept an earlier one. */
  readonly last: ImportedAdapter | null;
  /** How the run held its base. */
  readonly doubleQuant: boolean;
}

/** @throws UserError naming the file that is missing or damaged. */
export async function openArchive(archive: Blob): Promise<OpenedArchive> {
  const files = new Map(unzip(new Uint8Array(await archive.arrayBuffer())).map(({ name, bytes }) => [name, bytes]));
  const bytesOf = (file: string) => {
    const bytes = files.get(file);
    if (bytes === undefined) throw new UserError('is missing in the files of the run', { where: file });
    return bytes;
  };
  const textOf = (file: string) => new TextDecoder().decode(bytesOf(file));
  const config = textOf('adapter_config.json');
  const read = (weights: string) =>
    readAdapterFiles(config, bytesOf(weights), { config: 'adapter_config.json', weights });
  return {
    adapter: read('adapter_model.safetensors'),
    last: files.has(LAST_ADAPTER_FILE) ? read(LAST_ADAPTER_FILE) : null,
    doubleQuant: trainedDoubleQuant(textOf('run.json'), 'run.json'),
  };
}
