import type { BufferRef } from '../../gpu/buffers.ts';
import type { Frame } from '../../gpu/frame.ts';
import type { Plan } from '../../gpu/plan.ts';

/** What stands in a buffer before the run. */
export type CaseData = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/**
 * One op at one size: serves the test (GPU against the f64 reference), the mutation test and the check that every kernel compiles.
 * `frame.tokens` and `frame.rows` are smaller than the buffers hold, and what lies beyond is poison: a kernel that reads or writes past
 * its rows is seen.
 */
export interface OpCase<Name extends string = string> {
  readonly name: string;
  readonly frame: Frame;
  readonly data: Readonly<Record<Name, CaseData>>;
  record(plan: Plan, buffers: Readonly<Record<Name, BufferRef>>): void;
  /** Whole buffers after the run; NaN stands for an element that must still be as it was. Buffers left out are not compared. */
  expected(): Readonly<Partial<Record<Name, Float64Array>>>;
  readonly tolerance?: Tolerance;
  /** Reductions with the few lanes that software adapters get. */
  readonly narrow?: boolean;
}

/** f32 arithmetic against f64. */
export interface Tolerance {
  /** sum (a - e)^2 / sum e^2 */
  readonly nmse: number;
  /** max |a - e| / max |e| */
  readonly max: number;
}

export const F32_TOLERANCE: Tolerance = { nmse: 1e-11, max: 2e-5 };

/** Infers the buffer names, then forgets them, so that cases of different ops fit into one list. */
export function opCase<Name extends string>(definition: OpCase<Name>): OpCase {
  return definition as unknown as OpCase;
}

/** The same case as software adapters run it. */
export function narrow(test: OpCase): OpCase {
  return { ...test, name: `${test.name}, narrow`, narrow: true };
}

/** What stands in outputs before the run: a quiet NaN with a payload that no arithmetic produces. */
export const POISON = 0x7fc0dead;

/** Another one for inputs, since NaN + NaN keeps the payload of the first and would look like an output never written. */
const INPUT_POISON = 0x7fc0beef;

/** An output. */
export function poison(count: number): Float32Array<ArrayBuffer> {
  return new Float32Array(new Uint32Array(count).fill(POISON).buffer);
}

/** An input: `values` in a buffer of `count` elements; the rest is NaN, so that a result with a part of it in it shows. */
export function within(values: Float32Array, count: number): Float32Array<ArrayBuffer> {
  const data = new Float32Array(new Uint32Array(count).fill(INPUT_POISON).buffer);
  data.set(values);
  return data;
}

/** What an op changes in place: as `within`, but the rest is a number that changes under any arithmetic. */
export function inPlace(values: Float32Array, count: number): Float32Array<ArrayBuffer> {
  const data = new Float32Array(count).fill(777.25);
  data.set(values);
  return data;
}

/** The same for indexes; the rest is an index that lies outside of every buffer. */
export function indexesWithin(values: readonly number[] | Uint32Array, count: number): Uint32Array<ArrayBuffer> {
  const data = new Uint32Array(count).fill(POISON);
  data.set(values);
  return data;
}

/** The expected content of a buffer of `count` elements of which only `values` are written. */
export function expectWithin(values: Float64Array, count: number, at = 0): Float64Array {
  const expected = new Float64Array(count).fill(Number.NaN);
  expected.set(values, at);
  return expected;
}

/** f64 copy of what the GPU reads. */
export function f64(values: Float32Array): Float64Array {
  return Float64Array.from(values);
}
