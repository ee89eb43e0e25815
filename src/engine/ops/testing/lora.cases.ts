import { type BufferRef, slice } from '../../gpu/buffers.ts';
import { dropoutMaskRef } from '../dropout.ref.ts';
import { loraBackwardRef, loraForwardRef } from '../lora.ref.ts';
import { loraBackward, loraForward, loraInputs as projectAll } from '../lora.ts';
import { copyProbe } from '../probe.ts';
import { type GradientCheck, gradientCheck } from './gradient.ts';
import { BEGIN_A, beginB, LORA_SCALING, LORA_SIZES, type LoraSize, loraInputs, loraModuleOf } from './loraInputs.ts';
import { expectWithin, f64, inPlace, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';

/** Tokens that the buffers hold beyond those in use. */
const SPARE = 2;

function nameOf({ tokens, rank, inFeatures, outFeatures, dropout }: LoraSize): string {
  return `${tokens} tokens, rank ${rank}, ${inFeatures} to ${outFeatures}, dropout ${dropout}`;
}

export function loraForwardCase(size: LoraSize): OpCase {
  const { tokens, rank, inFeatures, outFeatures } = size;
  const { frame, x, parameters, values, shape } = loraInputs(size);
  const before = normals(tokens * outFeatures, 5);
  const capacity = tokens + SPARE;
  return opCase({
    name: `loraForward, ${nameOf(size)}`,
    frame,
    data: {
      x: within(x, capacity * inFeatures),
      parameters,
      grads: new Float32Array(parameters.length),
      u: poison(capacity * rank),
      y: inPlace(before, capacity * outFeatures),
    },
    record: (plan, b) => loraForward(plan, loraModuleOf(size, b.parameters, b.grads), b),
    expected: () => {
      const { u, added } = loraForwardRef(shape, values);
      const y = added.map((value, i) => value + before[i]);
      return { u: expectWithin(u, capacity * rank), y: expectWithin(y, capacity * outFeatures) };
    },
  });
}

/** Gradients are added to those of the micro-batches before; what lies beside the module in the flat buffer stays. */
export function loraBackwardCase(size: LoraSize, withDx: boolean): OpCase {
  const { tokens, rank, inFeatures, outFeatures } = size;
  const { frame, x, parameters, values, shape } = loraInputs(size);
  const dy = normals(tokens * outFeatures, 6);
  const u = Float32Array.from(loraForwardRef(shape, values).u);
  const before = normals(tokens * inFeatures, 7);
  const grads = normals(parameters.length, 8);
  const capacity = tokens + SPARE;
  return opCase({
    name: `loraBackward ${withDx ? 'with' : 'without'} dx, ${nameOf(size)}`,
    frame,
    data: {
      x: within(x, capacity * inFeatures),
      dy: within(dy, capacity * outFeatures),
      u: within(u, capacity * rank),
      v: poison(capacity * rank),
      dx: inPlace(before, capacity * inFeatures),
      parameters,
      grads,
    },
    record: (plan, b) => {
      loraBackward(plan, loraModuleOf(size, b.parameters, b.grads), {
        ...b,
        dx: withDx ? b.dx : null,
        tokens: capacity,
      });
    },
    expected: () => {
      const { v, da, db, dx } = loraBackwardRef(shape, { ...values, u: f64(u), dy: f64(dy) });
      const flat = new Float64Array(grads.length).fill(Number.NaN);
      da.forEach((value, i) => {
        flat[BEGIN_A + i] = grads[BEGIN_A + i] + value;
      });
      db.forEach((value, i) => {
        flat[beginB(size) + i] = grads[beginB(size) + i] + value;
      });
      const summed = dx.map((value, i) => value + before[i]);
      return {
        v: expectWithin(v, capacity * rank),
        grads: flat,
        ...(withDx ? { dx: expectWithin(summed, capacity * inFeatures) } : {}),
      };
    },
  });
}

/** u of two or three adapters on one x in one dispatch, each with its own A and mask; `ranks` that differ take one dispatch each. */
export function loraInputsCase(size: LoraSize, streams: readonly number[], ranks: readonly number[] = []): OpCase {
  const { tokens, inFeatures, dropout } = size;
  const { frame, x } = loraInputs(size);
  const capacity = tokens + SPARE;
  const rankOf = (i: number) => ranks[i] ?? size.rank;
  const begins = streams.map((_, i) => 64 + i * (Math.ceil((16 * inFeatures) / 64) * 64 + 64));
  // B and the gradients, which a projection does not look at, find room as well.
  const parameters = normals(beginB(size) + 64 + 4 * 16 * (inFeatures + size.outFeatures), 4);
  const outputs = streams.map((_, i) => `u${i}`);
  return opCase({
    name: `loraInputs of ${streams.length}, ${nameOf(size)}${ranks.length > 0 ? `, ranks ${ranks}` : ''}`,
    frame,
    data: {
      ...{ x: within(x, capacity * inFeatures), parameters },
      ...Object.fromEntries(outputs.map((name, i) => [name, poison(capacity * rankOf(i))])),
    },
    record: (plan, b: Readonly<Record<string, BufferRef>>) => {
      const modules = streams.map((stream, i) => {
        const parts = loraModuleOf(size, b['parameters'] as BufferRef, b['parameters'] as BufferRef);
        const a = slice(b['parameters'] as BufferRef, begins[i], rankOf(i) * inFeatures);
        return { ...parts, rank: rankOf(i), stream, a };
      });
      const planes = projectAll(plan, modules, { x: b['x'] as BufferRef, tokens: capacity });
      // The planes are transient: what they hold is copied to where it can be read.
      planes.forEach((from, i) => {
        copyProbe(plan, { count: tokens * rankOf(i), per: 1 }, { x: from, y: b[outputs[i] as string] as BufferRef });
      });
    },
    expected: () =>
      Object.fromEntries(
        outputs.map((name, i) => {
          const rank = rankOf(i);
          const a = f64(parameters.subarray(begins[i] as number, (begins[i] as number) + rank * inFeatures));
          const key = { seed: frame.seed ?? 0, step: frame.step ?? 0, microStep: frame.microStep ?? 0 };
          const mask = dropoutMaskRef({ ...key, stream: streams[i] as number }, dropout, tokens * inFeatures);
          const shape = { rank, inFeatures, outFeatures: 1, scaling: 1 };
          const { u } = loraForwardRef(shape, { x: f64(x), a, b: new Float64Array(rank), mask });
          return [name, expectWithin(u, capacity * rank)];
        }),
      ),
  });
}

export function loraCases(): OpCase[] {
  const sizes = Object.values(LORA_SIZES);
  return [
    ...sizes.map(loraForwardCase),
    ...sizes.map((size) => loraBackwardCase(size, true)),
    loraBackwardCase(LORA_SIZES.oddDropped, false),
    loraInputsCase(LORA_SIZES.tiny, [3, 5]),
    loraInputsCase(LORA_SIZES.realDropped, [24, 25, 26]),
    loraInputsCase(LORA_SIZES.rank16, [24, 26], [16, 4]),
  ];
}

export function loraGradients(): GradientCheck[] {
  const shape = { rank: 2, inFeatures: 5, outFeatures: 3, scaling: LORA_SCALING };
  const mask = dropoutMaskRef({ seed: 1, step: 0, microStep: 0, stream: 0 }, 0.4, 4 * 5);
  return [
    gradientCheck({
      name: 'lora',
      at: { x: f64(normals(4 * 5, 1)), a: f64(normals(2 * 5, 2)), b: f64(normals(3 * 2, 3)) },
      forward: (p) => loraForwardRef(shape, { ...p, mask }).added,
      backward: (p, dy) => {
        const { u } = loraForwardRef(shape, { ...p, mask });
        const { da, db, dx } = loraBackwardRef(shape, { ...p, mask, u, dy });
        return { x: dx, a: da, b: db };
      },
    }),
  ];
}
