import { slice } from '../../gpu/buffers.ts';
import { TOKENS } from '../domain.ts';
import { dropoutMaskRef } from '../dropout.ref.ts';
import { matmulBackwardRef, matmulForwardRef } from '../matmul.ref.ts';
import { matmulBackward, matmulForward } from '../matmul.ts';
import type { MatmulVariant } from '../matmulKernel.ts';
import { rmsNormForwardRef } from '../rmsNorm.ref.ts';
import { swigluBackwardRef, swigluForwardRef } from '../swiglu.ref.ts';
import { expectWithin, f64, inPlace, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';
import { testWeight } from './testWeight.ts';

/** Products that do more than multiply: a low-rank adapter taken along, or the activation of the MLP. */
const OUT = 36;
const IN = 72;
const SCALING = 1.75;
const STREAM = 26;
const FRAME = { rows: 0, seed: 42, step: 7, microStep: 3 };
const SPARE = 2;

export function adapterForwardCase(variant: MatmulVariant, tokens: number, rank: number): OpCase {
  const x = normals(tokens * IN, 1);
  const weight = testWeight('nf4', OUT, IN, 2);
  const u = normals(tokens * rank, 3);
  const b = normals(OUT * rank, 4);
  const capacity = tokens + SPARE;
  return opCase({
    name: `matmulForward with an adapter of rank ${rank}, ${variant}, ${tokens} tokens`,
    frame: { ...FRAME, tokens },
    data: {
      ...weight.data,
      ...{ x: within(x, capacity * IN), u: within(u, capacity * rank), b, y: poison(capacity * OUT) },
    },
    record: (plan, r) =>
      matmulForward(plan, {
        ...{ domain: TOKENS, weight: weight.of(r), output: { mode: 'write' }, x: r['x'], y: r['y'] },
        choices: { 'matmulForward.nf4': variant },
        adapter: { rank, scaling: SCALING, dropout: 0.5, stream: STREAM, projected: r['u'], matrix: slice(r['b']) },
      }),
    expected: () => {
      const y = matmulForwardRef(f64(x), weight.values, OUT, IN);
      const added = matmulForwardRef(f64(u), f64(b), OUT, rank);
      return {
        y: expectWithin(
          y.map((value, i) => value + SCALING * added[i]),
          capacity * OUT,
        ),
      };
    },
  });
}

export function adapterBackwardCase(
  variant: MatmulVariant,
  tokens: number,
  mode: 'write' | 'accumulate',
  rank = 8,
): OpCase {
  const dy = normals(tokens * OUT, 1);
  const weight = testWeight('nf4', OUT, IN, 2);
  const v = normals(tokens * rank, 3);
  const a = normals(rank * IN, 4);
  const before = normals(tokens * IN, 5);
  const capacity = tokens + SPARE;
  return opCase({
    name: `matmulBackward with an adapter of rank ${rank}, ${variant} ${mode}, ${tokens} tokens`,
    frame: { ...FRAME, tokens },
    data: {
      ...weight.data,
      ...{ dy: within(dy, capacity * OUT), v: within(v, capacity * rank), a },
      dx: mode === 'write' ? poison(capacity * IN) : inPlace(before, capacity * IN),
    },
    record: (plan, r) =>
      matmulBackward(plan, {
        ...{ domain: TOKENS, weight: weight.of(r), output: { mode }, dy: r['dy'], dx: r['dx'] },
        choices: { 'matmulBackward.nf4': variant },
        adapter: { rank, scaling: SCALING, dropout: 0.5, stream: STREAM, projected: r['v'], matrix: slice(r['a']) },
      }),
    expected: () => {
      const dx = matmulBackwardRef(f64(dy), weight.values, OUT, IN);
      const added = matmulBackwardRef(f64(v), f64(a), rank, IN);
      const mask = dropoutMaskRef({ ...FRAME, stream: STREAM }, 0.5, tokens * IN);
      const sums = dx.map((value, i) => value + SCALING * added[i] * mask[i] + (mode === 'write' ? 0 : before[i]));
      return { dx: expectWithin(sums, capacity * IN) };
    },
  });
}

export function gatedCase(variant: MatmulVariant, tokens: number): OpCase {
  const x = normals(tokens * IN, 1);
  const weight = testWeight('nf4', OUT, IN, 2);
  const gate = normals(tokens * OUT, 3);
  const capacity = tokens + SPARE;
  return opCase({
    name: `matmulForward gated, ${variant}, ${tokens} tokens`,
    frame: { ...FRAME, tokens },
    data: {
      ...weight.data,
      ...{ x: within(x, capacity * IN), gate: within(gate, capacity * OUT) },
      ...{ y: poison(capacity * OUT), act: poison(capacity * OUT) },
    },
    record: (plan, r) =>
      matmulForward(plan, {
        ...{ domain: TOKENS, weight: weight.of(r), x: r['x'], y: r['y'] },
        output: { mode: 'gated', gate: r['gate'], act: r['act'] },
        choices: { 'matmulForward.nf4': variant },
      }),
    expected: () => {
      const y = matmulForwardRef(f64(x), weight.values, OUT, IN);
      const act = swigluForwardRef(f64(gate), y);
      return { y: expectWithin(y, capacity * OUT), act: expectWithin(act, capacity * OUT) };
    },
  });
}

/** dact = dy W becomes de and dg at once. */
export function gatedGradientCase(variant: MatmulVariant, tokens: number): OpCase {
  const dy = normals(tokens * OUT, 1);
  const weight = testWeight('nf4', OUT, IN, 2);
  const e = normals(tokens * IN, 3);
  const g = normals(tokens * IN, 4);
  const capacity = tokens + SPARE;
  return opCase({
    name: `matmulBackward into the gate, ${variant}, ${tokens} tokens`,
    frame: { ...FRAME, tokens },
    data: {
      ...weight.data,
      ...{ dy: within(dy, capacity * OUT), e: inPlace(e, capacity * IN), g: inPlace(g, capacity * IN) },
    },
    record: (plan, r) =>
      matmulBackward(plan, {
        ...{ domain: TOKENS, weight: weight.of(r), dy: r['dy'], dx: r['e'] },
        output: { mode: 'gatedGradient', up: r['g'] },
        choices: { 'matmulBackward.nf4': variant },
      }),
    expected: () => {
      const { de, dg } = swigluBackwardRef(f64(e), f64(g), matmulBackwardRef(f64(dy), weight.values, OUT, IN));
      return { e: expectWithin(de, capacity * IN), g: expectWithin(dg, capacity * IN) };
    },
  });
}

/** A product that does the norm before it, `gated` with what is stored beside it; with many rows and outputs the kernel takes 8 rows at a time. */
export function normedCase(tokens: number, gated: boolean, out = OUT): OpCase {
  const x = normals(tokens * IN, 1);
  const w = normals(IN, 6);
  const weight = testWeight('nf4', out, IN, 2);
  const gate = normals(tokens * out, 3);
  const capacity = tokens + SPARE;
  const eps = 1e-2;
  return opCase({
    name: `matmulForward of a norm, ${tokens} tokens${gated ? ', gated' : ''}`,
    frame: { ...FRAME, tokens },
    data: {
      ...weight.data,
      ...{ raw: within(x, capacity * IN), w, gate: within(gate, capacity * out), x: poison(capacity * IN) },
      ...{ y: poison(capacity * out), act: poison(capacity * out) },
    },
    record: (plan, r) =>
      matmulForward(plan, {
        ...{ domain: TOKENS, weight: weight.of(r), x: r['x'], y: r['y'] },
        output: gated ? { mode: 'gated', gate: r['gate'], act: r['act'] } : { mode: 'write' },
        choices: { 'matmulForward.nf4': 'few' },
        norm: { raw: r['raw'], weight: r['w'], eps },
      }),
    expected: () => {
      const { y: normed } = rmsNormForwardRef(f64(x), f64(w), eps);
      const y = matmulForwardRef(normed, weight.values, out, IN);
      const act = swigluForwardRef(f64(gate), y);
      return {
        y: expectWithin(y, capacity * out),
        ...(gated && { act: expectWithin(act, capacity * out) }),
      };
    },
  });
}

/** To run on SwiftShader. */
export function fusedCases(): OpCase[] {
  return [
    adapterForwardCase('register', 35, 64),
    adapterForwardCase('few', 3, 4),
    adapterForwardCase('block64', 66, 8),
    adapterBackwardCase('register', 35, 'write'),
    adapterBackwardCase('register', 35, 'accumulate', 4),
    adapterBackwardCase('block64', 66, 'accumulate'),
    gatedCase('register', 35),
    gatedCase('few', 3),
    gatedCase('block64', 66),
    gatedGradientCase('register', 35),
    gatedGradientCase('block64', 66),
    normedCase(1, false),
    normedCase(29, true, 576),
  ];
}

/** In every variant, to compile. */
export function everyFusedCase(): OpCase[] {
  const normed = [normedCase(1, false), normedCase(29, true, 576)];
  const tiled = (['block', 'half', 'register', 'scratch', 'matrix64', 'matrixScratch64'] as const).flatMap(
    (variant) => [
      adapterForwardCase(variant, 66, 8),
      adapterBackwardCase(variant, 66, 'write'),
      gatedCase(variant, 66),
      gatedGradientCase(variant, 66),
    ],
  );
  return [...normed, ...tiled];
}
