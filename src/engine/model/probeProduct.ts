import { f32ToBf16, f32ToF16 } from '../../formats/floats.ts';
import { dequantiseNf4, packedForGpu } from '../../formats/nf4.ts';
import { NF4_CODE } from '../../formats/nf4Tables.ts';
import { createRandom } from '../../lib/random.ts';
import { remembered } from '../../lib/remembered.ts';
import { type BufferRef, persistentBuffer } from '../gpu/buffers.ts';
import type { Direction } from '../ops/matmulKernel.ts';
import { type DenseDtype, denseBytes, type Weight } from '../ops/weight.ts';
import { periodic } from './periodic.ts';

/** Size of the product that is timed: [rows, in] x [out, in]^T forward, [rows, out] x [out, in] backward. */
export interface ProbeSize {
  readonly rows: number;
  readonly out: number;
  readonly in: number;
}

/** 1 GFLOP: 64 x 64 tiles fill 128 workgroups, 5 ms on an integrated GPU of 200 GFLOP/s. */
export const GPU_PROBE: ProbeSize = { rows: 512, out: 1024, in: 1024 };
/** Large enough for copies to pay (copiedFrom; at 512 rows they bring nothing yet): 8.6 GFLOP, 0.09 ms on an H100 in f16 and 0.24 in f32. */
export const NF4_PROBE: ProbeSize = { rows: 1024, out: 2048, in: 2048 };
/** 4 MFLOP: 8 ms on a software GPU of 0.5 GFLOP/s. */
export const SOFTWARE_PROBE: ProbeSize = { rows: 64, out: 128, in: 256 };

/** Elements of the product that are checked against f64. */
const CHECKED = 2000;

/** The weight of a probe: enough to know its kernels. */
export interface DeclaredProbe {
  readonly size: ProbeSize;
  readonly weight: Weight;
}

/** A product of random matrices with some of its elements in f64. */
export interface Probe extends DeclaredProbe {
  /** Contents of the weight's buffers. */
  readonly data: ReadonlyMap<BufferRef, Contents>;
  /** The other factor, [rows, in] forward, [rows, out] backward: numbers in [-0.5, 0.5). */
  input(direction: Direction): Float32Array<ArrayBuffer>;
  /** Makes the input and the sums now. */
  prepare(direction: Direction): void;
  /** Largest difference of the checked elements of `product` from their sums in f64; NaN where one is NaN. */
  worstError(direction: Direction, product: Float32Array): number;
}

/** Storage of a weight. */
export type Storage = { readonly kind: 'nf4' } | { readonly kind: 'dense'; readonly dtype: DenseDtype };

type Contents = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

interface Stored {
  /** As the kernels should see it, [out, in]. */
  readonly matrix: Float32Array;
  /** Of the buffers of declareWeight. */
  readonly contents: readonly Contents[];
}

/** The weight of a probe, and its buffers in the order of its fields. */
function declareWeight(like: Storage, size: ProbeSize): { readonly weight: Weight; readonly buffers: BufferRef[] } {
  const count = size.out * size.in;
  const shape = { outFeatures: size.out, inFeatures: size.in };
  if (like.kind === 'dense') {
    const data = persistentBuffer('probe/data', count * denseBytes(like.dtype));
    return { weight: { kind: 'dense', dtype: like.dtype, ...shape, data }, buffers: [data] };
  }
  const codes = persistentBuffer('probe/codes', count / 2);
  const absmax = persistentBuffer('probe/absmax', count / 16);
  const levels = persistentBuffer('probe/levels', 64);
  return { weight: { kind: 'nf4', ...shape, codes, absmax, levels }, buffers: [codes, absmax, levels] };
}

export function declareProbe(like: Storage, size: ProbeSize): DeclaredProbe {
  return { size, weight: declareWeight(like, size).weight };
}

/** A random matrix in the storage of `like`, and the random matrices that it is multiplied with. */
export function createProbe(like: Storage, size: ProbeSize): Probe {
  const { weight, buffers } = declareWeight(like, size);
  const { matrix, contents } = like.kind === 'nf4' ? randomNf4(size) : randomDense(size, like.dtype);
  const input = remembered(itself, (direction) => {
    const random = createRandom(11);
    return periodic(new Float32Array(size.rows * factorOf(direction, size).from), () => random.next() - 0.5);
  });
  const expected = remembered(itself, (direction) => checkedElements(direction, size, matrix, input(direction)));
  return {
    size,
    weight,
    data: new Map(buffers.map((buffer, i) => [buffer, contents[i] as Contents])),
    input,
    prepare: (direction) => void expected(direction),
    worstError(direction, product) {
      let worst = 0;
      for (const [at, sum] of expected(direction)) {
        const error = Math.abs(sum - (product[at] as number));
        if (!(error <= worst)) worst = error; // NaN stays
      }
      return worst;
    },
  };
}

const itself = (direction: Direction) => direction;

/** The numbers in a row of the other factor and of the product. */
export function factorOf(direction: Direction, { out, in: width }: ProbeSize): { from: number; to: number } {
  return direction === 'Forward' ? { from: width, to: out } : { from: out, to: width };
}

/** Random codes and scales: numbers below 1. Quantising random weights took 0.25 s of every start at NF4_PROBE's size. */
function randomNf4(size: ProbeSize): Stored {
  const random = createRandom(7);
  const count = size.out * size.in;
  const packed = periodic(new Uint8Array(count / 2), () => random.integer(256));
  const absmax = periodic(new Float32Array(count / 64), () => 0.5 + random.next() / 2);
  const tensor = { shape: [size.out, size.in], packed, absmax, nested: null } as const;
  return { matrix: dequantiseNf4(tensor), contents: [packedForGpu(tensor), absmax, NF4_CODE] };
}

/** 16-bit values are built from bits with moderate exponents, so both kinds widen exactly. */
function randomDense(size: ProbeSize, dtype: DenseDtype): Stored {
  const random = createRandom(7);
  const matrix = periodic(new Float32Array(size.out * size.in), () => (random.integer(255) - 127) / 128);
  return { matrix, contents: [encode(matrix, dtype)] };
}

function encode(values: Float32Array<ArrayBuffer>, dtype: DenseDtype): Uint8Array<ArrayBuffer> {
  if (dtype === 'f32') return new Uint8Array(values.buffer);
  const bits = dtype === 'f16' ? f32ToF16(values) : f32ToBf16(values);
  return new Uint8Array(bits.buffer);
}

/** Elements spread over the product, by their place in it, as sums in f64. */
function checkedElements(
  direction: Direction,
  size: ProbeSize,
  matrix: Float32Array,
  x: Float32Array,
): ReadonlyMap<number, number> {
  const { from, to } = factorOf(direction, size);
  const total = size.rows * to;
  const found = new Map<number, number>();
  const stride = Math.max(1, Math.floor(total / CHECKED)) | 1; // odd, so that it does not stay in one column
  for (let at = 0; at < total; at += stride) {
    const row = Math.floor(at / to);
    const column = at % to;
    const [begin, step] = direction === 'Forward' ? [column * size.in, 1] : [column, size.in];
    let sum = 0;
    for (let k = 0; k < from; k++) sum += (x[row * from + k] as number) * (matrix[begin + k * step] as number);
    found.set(at, sum);
  }
  return found;
}
