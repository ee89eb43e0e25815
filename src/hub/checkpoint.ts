/** The weights of a model folder: one model.safetensors, or shards named by model.safetensors.index.json. */
import type { TensorSource } from '../engine/types.ts';
import { parseSafetensorsHeader, type SafetensorsEntry, safetensorsHeaderEnd } from '../formats/safetensors.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { assert } from '../lib/assert.ts';
import { UserError } from '../lib/errors.ts';
import { isJsonObject, parseJsonFile } from './jsonFile.ts';
import type { ModelFiles } from './modelFiles.ts';

const SINGLE = 'model.safetensors';
const INDEX = 'model.safetensors.index.json';
/** First read of a file: headers of a few hundred tensors fit. */
const HEAD_BYTES = 65536;

interface PlacedTensor extends SafetensorsEntry {
  readonly file: string;
}

/** Reads the headers; `names` is the folder's listing. */
export async function openCheckpoint(
  files: ModelFiles,
  names: ReadonlySet<string>,
): Promise<{ source: TensorSource; sizeBytes: number }> {
  const weightMap = names.has(SINGLE) ? null : await readIndex(files, names);
  const shards = weightMap === null ? [SINGLE] : [...new Set(weightMap.values())];
  const headers = await Promise.all(shards.map((file) => readHeader(files, file)));
  const placed = headers.flatMap((header) => header.tensors);
  const tensors = weightMap === null ? placed : placed.filter(({ name, file }) => weightMap.get(name) === file);
  if (weightMap !== null) requireAll(weightMap, tensors, `${files.id}/${INDEX}`);
  return { source: tensorSource(files, tensors), sizeBytes: headers.reduce((sum, header) => sum + header.size, 0) };
}

function tensorSource(files: ModelFiles, tensors: readonly PlacedTensor[]): TensorSource {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const placed = (name: string): PlacedTensor => {
    const tensor = byName.get(name);
    if (tensor === undefined) throw new UserError(`the checkpoint holds no tensor "${name}"`, { where: files.id });
    return tensor;
  };
  const readPart: TensorSource['readPart'] = async (name, begin, end, signal, into) => {
    throwIfAborted(signal);
    const tensor = placed(name);
    assert(begin >= 0 && end <= tensor.end - tensor.begin, () => `${name}: no bytes ${begin} to ${end}`);
    const bytes = await files.read(tensor.file, tensor.begin + begin, tensor.begin + end, signal, into);
    throwIfAborted(signal);
    if (bytes.length !== end - begin) {
      throw new UserError(`tensor "${name}" ends after ${begin + bytes.length} of ${tensor.end - tensor.begin} bytes`, {
        where: `${files.id}/${tensor.file}`,
        remedy: 'The file changed while it was read: open the model again.',
      });
    }
    return bytes;
  };
  return {
    tensors: tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
    read: async (name, signal, into) => {
      const { begin, end } = placed(name);
      return readPart(name, 0, end - begin, signal, into);
    },
    readPart,
  };
}

async function readHeader(files: ModelFiles, file: string): Promise<{ tensors: PlacedTensor[]; size: number }> {
  const where = `${files.id}/${file}`;
  const size = await files.size(file);
  let head = await files.read(file, 0, Math.min(size, HEAD_BYTES));
  const end = safetensorsHeaderEnd(head, size, where);
  if (end > head.length) head = await files.read(file, 0, end);
  const { entries } = parseSafetensorsHeader(head, size, where);
  return { tensors: entries.map((entry) => ({ ...entry, file })), size };
}

/** tensor name -> file name */
async function readIndex(files: ModelFiles, names: ReadonlySet<string>): Promise<Map<string, string>> {
  if (!names.has(INDEX)) throw noWeights(files.id, names);
  const where = `${files.id}/${INDEX}`;
  const index = parseJsonFile(await files.text(INDEX), where);
  const weightMap = isJsonObject(index) ? index['weight_map'] : undefined;
  if (!isJsonObject(weightMap) || Object.keys(weightMap).length === 0) {
    throw new UserError('weight_map is missing or not a map from tensor to file', { where });
  }
  const result = new Map<string, string>();
  for (const [tensor, file] of Object.entries(weightMap)) {
    if (typeof file !== 'string') throw new UserError(`weight_map: the file of "${tensor}" is not a text`, { where });
    if (!names.has(file)) {
      throw new UserError(`${file} is missing`, {
        where: files.id,
        remedy: `${INDEX} names it for "${tensor}": download it too.`,
      });
    }
    result.set(tensor, file);
  }
  return result;
}

function requireAll(weightMap: ReadonlyMap<string, string>, tensors: readonly PlacedTensor[], where: string): void {
  const present = new Set(tensors.map((tensor) => tensor.name));
  for (const [name, file] of weightMap) {
    if (present.has(name)) continue;
    throw new UserError(`weight_map: ${file} holds no tensor "${name}"`, {
      where,
      remedy: 'The files do not belong together: download the model again.',
    });
  }
}

function noWeights(id: string, names: ReadonlySet<string>): UserError {
  const ofOtherFormat = [...names].find((name) => /\.(bin|pth?|gguf|onnx|h5|msgpack)$/.test(name));
  return new UserError(`${SINGLE} (or ${INDEX}) is missing`, {
    where: id,
    remedy:
      ofOtherFormat === undefined
        ? 'A model folder holds its weights as safetensors.'
        : `${ofOtherFormat} cannot be read here; take the safetensors version of the model.`,
  });
}
