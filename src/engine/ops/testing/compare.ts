import { type CaseData, POISON, type Tolerance } from './opCase.ts';

/** How far a result lies from the reference. */
export interface Deviation {
  readonly nmse: number;
  /** max |a - e| / max |e| */
  readonly max: number;
  /** Index of the worst element. */
  readonly worst: number;
  /** First element that must not have changed and did, or that was never written; -1: none. */
  readonly spoiled: number;
}

/** f32: norms of the difference over the elements that are not NaN in `expected`; u32: each element equal or spoiled. */
export function deviationOf(got: CaseData, expected: Float64Array, before: CaseData): Deviation {
  if (got.length < expected.length)
    throw new Error(`${expected.length} elements expected, the buffer has ${got.length}`);
  const gotBits = new Uint32Array(got.buffer);
  const beforeBits = new Uint32Array(before.buffer);
  const exact = got instanceof Uint32Array;
  let spoiled = -1;
  let worst = 0;
  let largest = 0;
  let largestError = 0;
  let errorSquares = 0;
  let squares = 0;
  for (let i = 0; i < expected.length; i++) {
    const e = expected[i];
    const a = got[i];
    const kept = Number.isNaN(e);
    const wrong = kept ? gotBits[i] !== beforeBits[i] : exact ? a !== e : gotBits[i] === POISON || !Number.isFinite(a);
    if (wrong && spoiled < 0) spoiled = i;
    if (kept || wrong) continue;
    const error = Math.abs(a - e);
    errorSquares += error * error;
    squares += e * e;
    if (Math.abs(e) > largest) largest = Math.abs(e);
    if (error > largestError) {
      largestError = error;
      worst = i;
    }
  }
  return { nmse: ratio(errorSquares, squares), max: ratio(largestError, largest), worst, spoiled };
}

/** null where the result is within tolerance, else a message that shows the worst element. */
export function complaint(
  name: string,
  d: Deviation,
  values: { got: CaseData; expected: Float64Array; before: CaseData },
  tolerance: Tolerance,
): string | null {
  if (d.spoiled < 0 && d.nmse <= tolerance.nmse && d.max <= tolerance.max) return null;
  const index = d.spoiled >= 0 ? d.spoiled : d.worst;
  const kept = Number.isNaN(values.expected[index]);
  const show = (data: CaseData) =>
    new Uint32Array(data.buffer)[index] === POISON ? 'never written' : String(data[index]);
  return [
    `${name} differs from the reference`,
    `  NMSE        ${d.nmse.toExponential(2)}   limit ${tolerance.nmse}`,
    `  max |a-e|   ${d.max.toExponential(2)} of max |e|   limit ${tolerance.max}`,
    `  worst at    ${index} of ${values.expected.length}`,
    `  got         ${show(values.got)}`,
    `  expected    ${kept ? `unchanged (${show(values.before)})` : values.expected[index]}`,
  ].join('\n');
}

function ratio(error: number, scale: number): number {
  return error === 0 ? 0 : error / scale;
}
