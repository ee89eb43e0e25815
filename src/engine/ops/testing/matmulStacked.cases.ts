import { alignBytes, type BufferRef, slice } from '../../gpu/buffers.ts';
import { dropoutMaskRef } from '../dropout.ref.ts';
import { matmulBackwardRef, matmulForwardRef } from '../matmul.ref.ts';
import type { MatmulVariant } from '../matmulKernel.ts';
import { blockCount, blocksIn, type StackOutput, stackedBackward, stackedForward } from '../matmulStacked.ts';
import { ropeRef } from '../rope.ref.ts';
import { swigluForwardRef } from '../swiglu.ref.ts';
import { type CaseData, f64, type OpCase, opCase, poison, within } from './opCase.ts';
import { normals } from './randomData.ts';
import { tableOf } from './rope.cases.ts';
import { testWeight, type WeightKind } from './testWeight.ts';

/** Queries, keys and values of heads of 16, whose sections end inside a tile; gate and up. 72 inputs make NF4 blocks cross rows. */
const STACK_SIZES = {
  heads: { widths: [48, 16, 16], reach: 8 },
  gate: { widths: [36, 36], reach: 36 },
} as const;

const IN = 72;
const SCALING = 1.75;
const STREAM = 24;
const FRAME = { rows: 0, seed: 42, step: 7, microStep: 3 };
const SPARE = 2;

export interface StackedCase {
  readonly size: keyof typeof STACK_SIZES;
  readonly kind: WeightKind;
  readonly variant: MatmulVariant;
  readonly tokens: number;
  /** Sections that have an adapter, and its rank. */
  readonly adapted?: readonly number[];
  readonly rank?: number;
  readonly output?: StackOutput['kind'];
}

function nameOf(direction: string, { size, kind, variant, tokens, adapted = [], rank, output = 'plain' }: StackedCase) {
  const adapters = adapted.length > 0 ? `, adapters of rank ${rank} on ${adapted.join('+')}` : '';
  return `stacked ${direction} of ${size}, ${kind}, ${variant}, ${tokens} tokens, ${output}${adapters}`;
}

/** Random numbers of each adapted section: what they project [T, rank], and matrices of `length` numbers, both where bindings may begin. */
function lowRankOf({ adapted = [], rank = 8, tokens, size }: StackedCase, matrixLength: (width: number) => number) {
  const capacity = tokens + SPARE;
  const plane = alignBytes(capacity * rank * 4) / 4;
  const projected = new Float32Array(plane * Math.max(1, adapted.length));
  let room = 0;
  const modules = adapted.map((section, i) => {
    const low = normals(tokens * rank, 30 + section);
    projected.set(within(low, plane), i * plane);
    const values = normals(matrixLength(STACK_SIZES[size].widths[section]), 40 + section);
    const at = room;
    room += alignBytes(values.length * 4) / 4;
    return { section, low, values, at, plane: i * plane };
  });
  const matrices = within(new Float32Array(), Math.max(64, room));
  for (const { values, at } of modules) matrices.set(values, at);
  const adaptersOf = (b: Readonly<Record<string, BufferRef>>) =>
    STACK_SIZES[size].widths.map((_, section) => {
      const found = modules.find((module) => module.section === section);
      if (!found) return null;
      return {
        ...{ rank, scaling: SCALING, dropout: 0.5, stream: STREAM + section },
        projected: slice(b['projected'], found.plane, capacity * rank),
        matrix: slice(b['matrices'], found.at, found.values.length),
      };
    });
  return { modules, data: { projected, matrices }, adaptersOf };
}

export function stackedForwardCase(c: StackedCase): OpCase {
  const { size, kind, variant, tokens, rank = 8, output = 'plain' } = c;
  const { widths, reach } = STACK_SIZES[size];
  const capacity = tokens + SPARE;
  const out = widths.reduce((sum: number, width) => sum + width, 0);
  const weight = testWeight(kind, out, IN, 2);
  const x = normals(tokens * IN, 1);
  const low = lowRankOf(c, (width) => width * rank);
  const biases = normals(out, 20);
  const position = Uint32Array.from({ length: tokens }, (_, t) => t % 50);
  const { table, cos, sin } = tableOf(50, 2 * reach);
  const turns = new Float32Array(tokens * 2 * reach);
  position.forEach((p, t) => {
    turns.set(table.subarray(p * 2 * reach, (p + 1) * 2 * reach), t * 2 * reach);
  });
  const data: Record<string, CaseData> = {
    ...weight.data,
    ...low.data,
    x: within(x, capacity * IN),
    y: poison(blockCount(widths, capacity)),
    ...(output === 'biased' && { biases }),
    ...(output === 'gated' && { act: poison(capacity * reach) }),
    ...(output === 'turned' && { turns: within(turns, capacity * 2 * reach) }),
  };
  return opCase({
    name: nameOf('forward', c),
    frame: { ...FRAME, tokens },
    data,
    record: (plan, b) =>
      stackedForward(plan, {
        ...{ weight: weight.of(b), widths, reach, choices: choicesOf(kind, variant), adapters: low.adaptersOf(b) },
        ...{ x: b['x'], y: blocksIn(b['y'], widths, capacity) },
        output: (
          {
            plain: { kind: 'plain' },
            biased: { kind: 'biased', biases: b['biases'] },
            gated: { kind: 'gated', act: b['act'] },
            turned: { kind: 'turned', turns: b['turns'] },
          } as const
        )[output],
      }),
    expected: () => {
      const y = new Float64Array(blockCount(widths, capacity)).fill(Number.NaN);
      const sections = widths.map((width, section) => {
        const first = widths.slice(0, section).reduce((sum: number, w) => sum + w, 0);
        const sums = matmulForwardRef(f64(x), weight.values.subarray(first * IN, (first + width) * IN), width, IN);
        const module = low.modules.find((m) => m.section === section);
        const added = module && matmulForwardRef(f64(module.low), f64(module.values), width, rank);
        const bias = (i: number) => (output === 'biased' ? biases[first + (i % width)] : 0);
        const whole = sums.map((sum, i) => sum + (added ? SCALING * added[i] : 0) + bias(i));
        const heads = width / reach / 2;
        return output === 'turned' && section < widths.length - 1
          ? ropeRef(whole, { heads, headDim: 2 * reach }, position, { cos, sin }, 1)
          : whole;
      });
      sections.forEach((values, section) => {
        y.set(values, blockCount(widths.slice(0, section), capacity));
      });
      if (output !== 'gated') return { y };
      const act = new Float64Array(capacity * reach).fill(Number.NaN);
      act.set(swigluForwardRef(sections[0], sections[1]));
      return { y, act };
    },
  });
}

export function stackedBackwardCase(c: StackedCase): OpCase {
  const { size, kind, variant, tokens, rank = 8 } = c;
  const { widths, reach } = STACK_SIZES[size];
  const capacity = tokens + SPARE;
  const out = widths.reduce((sum: number, width) => sum + width, 0);
  const weight = testWeight(kind, out, IN, 2);
  const low = lowRankOf(c, () => rank * IN);
  const dys = widths.map((width, section) => normals(tokens * width, 10 + section));
  const dy = within(new Float32Array(), blockCount(widths, capacity));
  dys.forEach((values, section) => {
    dy.set(values, blockCount(widths.slice(0, section), capacity));
  });
  return opCase({
    name: nameOf('backward', c),
    frame: { ...FRAME, tokens },
    data: { ...weight.data, ...low.data, dy, dx: poison(capacity * IN) } as Record<string, CaseData>,
    record: (plan, b) =>
      stackedBackward(plan, {
        ...{ weight: weight.of(b), widths, reach, choices: choicesOf(kind, variant), adapters: low.adaptersOf(b) },
        ...{ dy: blocksIn(b['dy'], widths, capacity), dx: b['dx'] },
      }),
    expected: () => {
      const sums = new Float64Array(tokens * IN);
      widths.forEach((width, section) => {
        const first = widths.slice(0, section).reduce((sum: number, w) => sum + w, 0);
        const rows = weight.values.subarray(first * IN, (first + width) * IN);
        const part = matmulBackwardRef(f64(dys[section]), rows, width, IN);
        const module = low.modules.find((m) => m.section === section);
        const added = module && matmulBackwardRef(f64(module.low), f64(module.values), rank, IN);
        const mask = dropoutMaskRef({ ...FRAME, stream: STREAM + section }, 0.5, tokens * IN);
        for (let i = 0; i < sums.length; i++) sums[i] += part[i] + (added ? SCALING * added[i] * mask[i] : 0);
      });
      const dx = new Float64Array(capacity * IN).fill(Number.NaN);
      dx.set(sums);
      return { dx };
    },
  });
}

function choicesOf(kind: WeightKind, variant: MatmulVariant) {
  return { [`matmulForward.${kind}`]: variant, [`matmulBackward.${kind}`]: variant };
}

/** To run on SwiftShader. */
export function stackedCases(): OpCase[] {
  const nf4 = { kind: 'nf4', tokens: 66 } as const;
  return [
    stackedForwardCase({ ...nf4, size: 'heads', variant: 'block64', output: 'turned', adapted: [0, 2], rank: 8 }),
    stackedForwardCase({ ...nf4, size: 'gate', variant: 'block64', output: 'gated', adapted: [0, 1], rank: 4 }),
    stackedForwardCase({ size: 'heads', kind: 'f16', variant: 'block128', tokens: 3, output: 'biased' }),
    stackedBackwardCase({ ...nf4, size: 'heads', variant: 'block64', adapted: [1, 2], rank: 16 }),
    stackedBackwardCase({ ...nf4, size: 'gate', variant: 'block64', adapted: [0], rank: 32 }),
  ];
}

/** In every variant, to compile. */
export function everyStackedCase(): OpCase[] {
  return (['block', 'half', 'matrix64'] as const).flatMap((variant) =>
    (['nf4', 'bf16'] as const).flatMap((kind) => {
      const c = { kind, variant, tokens: 66 } as const;
      return [
        stackedForwardCase({ ...c, size: 'heads', output: 'turned', adapted: [0, 1, 2], rank: 8 }),
        stackedForwardCase({ ...c, size: 'heads', adapted: [0, 2], rank: 32 }),
        stackedForwardCase({ ...c, size: 'heads', output: 'biased' }),
        stackedForwardCase({ ...c, size: 'gate', output: 'gated' }),
        stackedBackwardCase({ ...c, size: 'heads', adapted: [0, 2], rank: 8 }),
        stackedBackwardCase({ ...c, size: 'gate' }),
      ];
    }),
  );
}
