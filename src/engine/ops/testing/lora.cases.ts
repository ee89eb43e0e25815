import { type BufferRef, type BufferSlice, slice } from '../../gpu/buffers.ts';
import { dropoutMaskRef } from '../dropout.ref.ts';
import { loraBackwardRef, loraForwardRef } from '../lora.ref.ts';
import { loraInputGradient, loraOutput, loraInputs as projectAll } from '../lora.ts';
import { loraGradients as gradientsOf } from '../loraGradients.ts';
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
    record: (plan, b) => {
      const module = loraModuleOf(size, b.parameters, b.grads);
      const [u] = projectAll(plan, [module], { x: b.x, tokens: capacity }) as [BufferSlice];
      loraOutput(plan, module, { u, y: b.y });
      // u is transient: it is copied to where it can be read.
      copyProbe(plan, { count: tokens * rank, per: 1 }, { x: u, y: b.u });
    },
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
      const module = loraModuleOf(size, b.parameters, b.grads);
      const gradient = { module, dy: b.dy, u: slice(b.u) };
      const [v] = gradientsOf(plan, [gradient], { x: b.x, tokens: capacity }) as [BufferSlice];
      if (withDx) loraInputGradient(plan, module, { v, dx: b.dx });
      copyProbe(plan, { count: tokens * rank, per: 1 }, { x: v, y: b.v });
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

/** The gradients of adapters of `outs` outputs on one x, `together` or, where their tensors lie in buffers of their own, one by one. */
export function loraGradientsCase(size: LoraSize, outs: readonly number[], together = true): OpCase {
  const { tokens, rank, inFeatures, dropout } = size;
  const { frame, x } = loraInputs(size);
  const capacity = tokens + SPARE;
  const plane = Math.ceil((capacity * rank) / 64) * 64;
  const room = Math.ceil((rank * Math.max(inFeatures, ...outs)) / 64) * 64 + 64;
  const names = outs.map((_, i) => (together ? '' : `${i}`));
  // A, then B of each adapter; what lies beside them in the gradients stays.
  const begin = (i: number, part: 'a' | 'b') => 64 + (2 * i + (part === 'a' ? 0 : 1)) * room;
  const count = 64 + 2 * outs.length * room;
  const parameters = outs.map((_, i) => normals(count, 4 + (together ? 0 : i)));
  const grads = outs.map((_, i) => normals(count, 8 + (together ? 0 : i)));
  const dys = outs.map((out, i) => normals(tokens * out, 20 + i));
  const us = outs.map((_, i) => normals(tokens * rank, 30 + i));
  const u = within(new Float32Array(0), plane * outs.length);
  us.forEach((values, i) => {
    u.set(values, i * plane);
  });
  const references = () =>
    outs.map((outFeatures, i) => {
      const from = (part: 'a' | 'b', width: number) =>
        f64(parameters[i].subarray(begin(i, part), begin(i, part) + rank * width));
      const key = { seed: frame.seed ?? 0, step: frame.step ?? 0, microStep: frame.microStep ?? 0 };
      const mask = dropoutMaskRef({ ...key, stream: 24 + i }, dropout, tokens * inFeatures);
      const values = { x: f64(x), mask, a: from('a', inFeatures), b: from('b', outFeatures) };
      const shape = { rank, inFeatures, outFeatures, scaling: LORA_SCALING };
      return loraBackwardRef(shape, { ...values, u: f64(us[i]), dy: f64(dys[i]) });
    });
  return opCase({
    name: `loraGradients of ${outs.length}${together ? '' : ' apart'}, ${nameOf({ ...size, outFeatures: outs[0] })}`,
    frame,
    data: {
      ...{ x: within(x, capacity * inFeatures), u },
      ...Object.fromEntries(outs.map((out, i) => [`dy${i}`, within(dys[i], capacity * out)])),
      ...Object.fromEntries(outs.map((_, i) => [`v${i}`, poison(capacity * rank)])),
      ...Object.fromEntries(names.map((name, i) => [`parameters${name}`, parameters[i]])),
      ...Object.fromEntries(names.map((name, i) => [`grads${name}`, grads[i]])),
    },
    record: (plan, b: Readonly<Record<string, BufferRef>>) => {
      const gradients = outs.map((outFeatures, i) => {
        const part = (kind: string, which: 'a' | 'b', width: number) =>
          slice(b[`${kind}${names[i]}`] as BufferRef, begin(i, which), rank * width);
        const module = {
          ...{ rank, inFeatures, outFeatures, dropout, scaling: LORA_SCALING, stream: 24 + i },
          ...{ a: part('parameters', 'a', inFeatures), b: part('parameters', 'b', outFeatures) },
          ...{ gradA: part('grads', 'a', inFeatures), gradB: part('grads', 'b', outFeatures) },
        };
        return { module, dy: b[`dy${i}`] as BufferRef, u: slice(b['u'] as BufferRef, i * plane, capacity * rank) };
      });
      const planes = gradientsOf(plan, gradients, { x: b['x'] as BufferRef, tokens: capacity });
      planes.forEach((from, i) => {
        copyProbe(plan, { count: tokens * rank, per: 1 }, { x: from, y: b[`v${i}`] as BufferRef });
      });
    },
    expected: () => {
      const after = names.map(() => new Float64Array(count).fill(Number.NaN));
      const results = references();
      results.forEach(({ da, db }, i) => {
        const into = after[together ? 0 : i];
        da.forEach((value, j) => {
          into[begin(i, 'a') + j] = grads[i][begin(i, 'a') + j] + value;
        });
        db.forEach((value, j) => {
          into[begin(i, 'b') + j] = grads[i][begin(i, 'b') + j] + value;
        });
      });
      return {
        ...Object.fromEntries(results.map(({ v }, i) => [`v${i}`, expectWithin(v, capacity * rank)])),
        ...Object.fromEntries(names.map((name, i) => [`grads${name}`, after[together ? 0 : i]])),
      };
    },
  });
}

export function loraCases(): OpCase[] {
  const sizes = Object.values(LORA_SIZES);
  return [
    ...sizes.map(loraForwardCase),
    ...sizes.map((size) => loraBackwardCase(size, true)),
    loraBackwardCase(LORA_SIZES.oddDropped, false),
    loraGradientsCase(LORA_SIZES.oddDropped, [37, 20]),
    loraGradientsCase(LORA_SIZES.rank16, [96, 32, 36]),
    loraGradientsCase(LORA_SIZES.rank16, [96, 32], false),
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
