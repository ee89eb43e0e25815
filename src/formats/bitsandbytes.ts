/**
 * A 4-bit matrix as bitsandbytes stores it in safetensors (spec 1.6): packed codes under the weight's own name, and beside them scales, code
 * books and a JSON text. Read and written so that what was loaded is saved with the same bytes.
 */
import { UserError } from '../lib/errors.ts';
import { f32Bytes, toF32 } from './floats.ts';
import { recoverAbsmax } from './nestedAbsmax.ts';
import type { Nf4Tensor } from './nf4.ts';
import { DYNAMIC_MAP, NF4_CODE } from './nf4Tables.ts';
import type { SafetensorsTensor } from './safetensors.ts';
import type { TensorShape } from './safetensorsWrite.ts';

/** Ending of the JSON text's name, behind the weight's. */
export const STATE_SUFFIX = '.quant_state.bitsandbytes__nf4';
const BLOCK = 64;
const NESTED_BLOCK = 256;

/** Names of the tensors of one weight, by what they hold. */
export const partNames = (weight: string) => ({
  codes: weight,
  absmax: `${weight}.absmax`,
  quantMap: `${weight}.quant_map`,
  nestedAbsmax: `${weight}.nested_absmax`,
  nestedMap: `${weight}.nested_quant_map`,
  state: `${weight}${STATE_SUFFIX}`,
});
export type PartName = keyof ReturnType<typeof partNames>;

/** The type of the weight before it was quantised; bitsandbytes widens to it. */
export type SourceDtype = 'F32' | 'F16' | 'BF16';
const TORCH_NAMES: Readonly<Record<SourceDtype, string>> = { F32: 'float32', F16: 'float16', BF16: 'bfloat16' };

export interface QuantState {
  readonly dtype: SourceDtype;
  readonly shape: readonly [number, number];
  /** Mean of the scales under double quantisation; null without. */
  readonly nestedOffset: number | null;
}

/** @throws UserError naming the field for anything but NF4 with the block sizes of QLoRA. */
export function parseQuantState(text: string, where: string): QuantState {
  const refuse = (what: string): never => {
    throw new UserError(what, { where, remedy: 'Supported: bitsandbytes NF4 with blocks of 64, nested or not.' });
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UserError('is not JSON', { where, cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return refuse('is not a JSON object');
  const { quant_type, blocksize, dtype, shape, nested_blocksize, nested_dtype, nested_offset, ...unknown } =
    json as Record<string, unknown>;
  const other = Object.keys(unknown)[0];
  if (other !== undefined) refuse(`"${other}" is not known here`);
  if (quant_type !== 'nf4') refuse(`quant_type is ${JSON.stringify(quant_type)}`);
  if (blocksize !== BLOCK) refuse(`blocksize is ${JSON.stringify(blocksize)}`);
  const known = (Object.keys(TORCH_NAMES) as SourceDtype[]).find((name) => TORCH_NAMES[name] === dtype);
  if (known === undefined) return refuse(`dtype is ${JSON.stringify(dtype)}`);
  if (!isMatrix(shape)) return refuse(`shape is ${JSON.stringify(shape)}, not that of a matrix`);
  const nested = nested_offset !== undefined;
  if (nested) {
    if (typeof nested_offset !== 'number' || !Number.isFinite(nested_offset))
      return refuse('nested_offset is not a number');
    if (nested_blocksize !== NESTED_BLOCK) refuse(`nested_blocksize is ${JSON.stringify(nested_blocksize)}`);
    if (nested_dtype !== 'float32') refuse(`nested_dtype is ${JSON.stringify(nested_dtype)}`);
  }
  return { dtype: known, shape, nestedOffset: nested ? (nested_offset as number) : null };
}

/** The text as Python's json writes it: keys in bitsandbytes' order, a space behind each colon and comma. */
export function quantStateText({ dtype, shape, nestedOffset }: QuantState): string {
  const fields = [
    '"quant_type": "nf4"',
    `"blocksize": ${BLOCK}`,
    `"dtype": "${TORCH_NAMES[dtype]}"`,
    `"shape": [${shape.join(', ')}]`,
    ...(nestedOffset === null
      ? []
      : [
          `"nested_blocksize": ${NESTED_BLOCK}`,
          '"nested_dtype": "float32"',
          `"nested_offset": ${pythonFloat(nestedOffset)}`,
        ]),
  ];
  return `{${fields.join(', ')}}`;
}

/** What bitsandbytes stores for a weight of that state; the JSON text takes `stateBytes`. */
export function storedShapes(weight: string, { shape, nestedOffset }: QuantState, stateBytes: number): TensorShape[] {
  const names = partNames(weight);
  const { packed, blocks, groups } = counts(shape);
  const nested = nestedOffset !== null;
  return [
    { name: names.codes, dtype: 'U8', shape: [packed, 1] },
    { name: names.absmax, dtype: nested ? 'U8' : 'F32', shape: [blocks] },
    { name: names.quantMap, dtype: 'F32', shape: [16] },
    ...(nested
      ? ([
          { name: names.nestedAbsmax, dtype: 'F32', shape: [groups] },
          { name: names.nestedMap, dtype: 'F32', shape: [256] },
        ] as const)
      : []),
    { name: names.state, dtype: 'U8', shape: [stateBytes] },
  ];
}

/** @param parts the stored bytes. @throws UserError naming the tensor that is missing or has another size. */
export function readStoredNf4(
  weight: string,
  state: QuantState,
  parts: Readonly<Partial<Record<PartName, SafetensorsTensor>>>,
): Nf4Tensor {
  const { packed, blocks, groups } = counts(state.shape);
  const names = partNames(weight);
  const take = (part: PartName, bytes: number): Uint8Array => {
    const tensor = parts[part];
    if (tensor === undefined) throw new UserError('is missing', { where: `tensor "${names[part]}"` });
    if (tensor.bytes.length === bytes) return tensor.bytes;
    throw new UserError(`has ${tensor.bytes.length} bytes, the shape [${state.shape}] needs ${bytes}`, {
      where: `tensor "${names[part]}"`,
    });
  };
  const map = toF32('F32', take('quantMap', 64));
  if (NF4_CODE.some((value, i) => value !== map[i]))
    throw new UserError('is not the code book of NF4', { where: `tensor "${names.quantMap}"` });
  const codes = new Uint8Array(new ArrayBuffer(Math.ceil(packed / 4) * 4), 0, packed);
  codes.set(take('codes', packed));
  const shared = { shape: state.shape, packed: codes };
  if (state.nestedOffset === null) {
    const absmax = toF32('F32', take('absmax', blocks * 4)).slice();
    return { ...shared, absmax: checked(absmax, names.absmax), nested: null };
  }
  const nested = {
    qabsmax: new Uint8Array(take('absmax', blocks)),
    nestedAbsmax: toF32('F32', take('nestedAbsmax', groups * 4)).slice(),
    offset: Math.fround(state.nestedOffset),
  };
  const absmax = recoverAbsmax(nested, toF32('F32', take('nestedMap', 1024)));
  return { ...shared, absmax: checked(absmax, names.nestedAbsmax), nested };
}

/** The bytes of a part, in the layout of `storedShapes`. */
export function storedBytes(part: PartName, { packed, absmax, nested }: Nf4Tensor, stateText: string): Uint8Array {
  switch (part) {
    case 'codes':
      return packed;
    case 'absmax':
      return nested === null ? f32Bytes(absmax) : nested.qabsmax;
    case 'quantMap':
      return f32Bytes(NF4_CODE);
    case 'nestedAbsmax':
      return nested === null ? new Uint8Array() : f32Bytes(nested.nestedAbsmax);
    case 'nestedMap':
      return f32Bytes(DYNAMIC_MAP);
    case 'state':
      return new TextEncoder().encode(stateText);
  }
}

function counts(shape: readonly [number, number]) {
  const weights = shape[0] * shape[1];
  const blocks = Math.ceil(weights / BLOCK);
  return { packed: (weights + 1) >> 1, blocks, groups: Math.ceil(blocks / NESTED_BLOCK) };
}

function checked(absmax: Float32Array<ArrayBuffer>, name: string): Float32Array<ArrayBuffer> {
  if (absmax.every(Number.isFinite)) return absmax;
  throw new UserError('holds a scale that is not finite', { where: `tensor "${name}"` });
}

function isMatrix(shape: unknown): shape is [number, number] {
  return (
    Array.isArray(shape) &&
    shape.length === 2 &&
    shape.every((size) => Number.isSafeInteger(size) && size > 0) &&
    shape[0] * shape[1] < 2 ** 31
  );
}

/** A double as Python's repr prints it: exponents below -4 with two digits, whole numbers with `.0`. */
function pythonFloat(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e16) return `${value}.0`;
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e16) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}
