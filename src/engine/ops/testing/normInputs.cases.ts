import { type BufferRef, slice } from '../../gpu/buffers.ts';
import { dropoutMaskRef } from '../dropout.ref.ts';
import { loraForwardRef } from '../lora.ref.ts';
import { normInputs } from '../normInputs.ts';
import { copyProbe } from '../probe.ts';
import { rmsNormForwardRef } from '../rmsNorm.ref.ts';
import { LORA_SIZES, type LoraSize, loraInputs, loraModuleOf } from './loraInputs.ts';
import { expectWithin, f64, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';

const EPS = 1e-3;
const SPARE = 2;

export const NORM_INPUTS_SIZES = {
  ...LORA_SIZES,
  rank64: { tokens: 2, rank: 64, inFeatures: 96, outFeatures: 4, dropout: 0.2 },
  wide: { tokens: 3, rank: 8, inFeatures: 2048, outFeatures: 4, dropout: 0.1 },
} satisfies Record<string, LoraSize>;

/** The norm with the u of an adapter for each of `streams`. */
export function normInputsCase(size: LoraSize, streams: readonly number[]): OpCase {
  const { tokens, rank, inFeatures, dropout } = size;
  const { frame, x } = loraInputs(size);
  const w = normals(inFeatures, 9);
  const capacity = tokens + SPARE;
  const planeA = Math.ceil((rank * inFeatures) / 64) * 64 + 64;
  const begins = streams.map((_, i) => 64 + i * planeA);
  // B, which a projection does not look at, finds room as well.
  const parameters = normals(64 + streams.length * planeA + 4 * rank * (inFeatures + size.outFeatures), 4);
  const outputs = streams.map((_, i) => `u${i}`);
  return opCase({
    name: `normInputs of ${streams.length}, ${tokens} tokens of ${inFeatures}, rank ${rank}, dropout ${dropout}`,
    frame,
    data: {
      ...{ x: within(x, capacity * inFeatures), w, parameters },
      ...{ y: poison(capacity * inFeatures), rstd: poison(capacity) },
      ...Object.fromEntries(outputs.map((name) => [name, poison(capacity * rank)])),
    },
    record: (plan, b: Readonly<Record<string, BufferRef>>) => {
      const buffer = (name: string) => b[name] as BufferRef;
      const modules = streams.map((stream, i) => ({
        ...loraModuleOf({ ...size, outFeatures: 4 }, buffer('parameters'), buffer('parameters')),
        ...{ stream, a: slice(buffer('parameters'), begins[i], rank * inFeatures) },
      }));
      const planes = normInputs(plan, { width: inFeatures, eps: EPS }, modules, {
        ...{ x: buffer('x'), w: buffer('w'), y: buffer('y'), rstd: buffer('rstd'), tokens: capacity },
      });
      // The planes are transient: what they hold is copied to where it can be read.
      planes.forEach((from, i) => {
        copyProbe(plan, { count: tokens * rank, per: 1 }, { x: from, y: buffer(outputs[i] as string) });
      });
    },
    expected: () => {
      const { y, rstd } = rmsNormForwardRef(f64(x), f64(w), EPS);
      const uOf = (i: number) => {
        const begin = begins[i] as number;
        const a = f64(parameters.subarray(begin, begin + rank * inFeatures));
        const key = { seed: frame.seed ?? 0, step: frame.step ?? 0, microStep: frame.microStep ?? 0 };
        const mask = dropoutMaskRef({ ...key, stream: streams[i] as number }, dropout, tokens * inFeatures);
        const shape = { rank, inFeatures, outFeatures: 1, scaling: 1 };
        return loraForwardRef(shape, { x: y, a, b: new Float64Array(rank), mask }).u;
      };
      return {
        ...{ y: expectWithin(y, capacity * inFeatures), rstd: expectWithin(rstd, capacity) },
        ...Object.fromEntries(outputs.map((name, i) => [name, expectWithin(uOf(i), capacity * rank)])),
      };
    },
  });
}

export function normInputsCases(): OpCase[] {
  const { tiny, oddDropped, realDropped, rank16, rank64, wide } = NORM_INPUTS_SIZES;
  return [
    normInputsCase(tiny, []),
    normInputsCase(tiny, [3]),
    normInputsCase(oddDropped, [24, 26]),
    normInputsCase(realDropped, [24, 25, 26]),
    normInputsCase(rank16, [24, 26]),
    normInputsCase(rank64, [24, 26]),
    normInputsCase(wide, [24, 26]),
  ];
}
