import dropoutSource from '../../../shaders/lib/dropout.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import mixSource from '../../../shaders/lib/mix.wgsl?raw';
import expandSource from '../../../shaders/lora/expand.wgsl?raw';
import outerSource from '../../../shaders/lora/outer.wgsl?raw';
import projectSource from '../../../shaders/lora/project.wgsl?raw';
import sumOuterSource from '../../../shaders/lora/sumOuter.wgsl?raw';
import { alignBytes, type Bindable, type BufferRef, type BufferSlice, slice } from '../gpu/buffers.ts';
import { type KernelConstant, type KernelDefinition, specialise } from '../gpu/kernel.ts';
import { ceilDiv, fold, linearGrid, type Plan } from '../gpu/plan.ts';

const PROJECT: KernelDefinition = {
  name: 'loraProject',
  source: projectSource,
  libs: [mixSource, dropoutSource],
  access: ['read', 'read', 'write'],
};
const EXPAND: KernelDefinition = {
  name: 'loraExpand',
  source: expandSource,
  libs: [mixSource, dropoutSource, linearSource],
  access: ['read', 'read', 'write'],
};
const OUTER: KernelDefinition = {
  name: 'loraOuter',
  source: outerSource,
  libs: [mixSource, dropoutSource],
  access: ['read', 'read', 'read', 'read', 'write'],
};

const SUM_OUTER: KernelDefinition = {
  name: 'loraSumOuter',
  source: sumOuterSource,
  libs: [linearSource],
  access: ['read', 'write', 'write'],
};

/** One adapted linear: W [out, in] + scaling B A with A [rank, in], B [out, rank]. */
export interface LoraModule {
  readonly rank: number;
  readonly inFeatures: number;
  readonly outFeatures: number;
  readonly scaling: number;
  /** p; 0 outside training. */
  readonly dropout: number;
  /** layer * 8 + index of the linear: the part of the dropout counter that tells modules apart. */
  readonly stream: number;
  readonly a: BufferSlice;
  readonly b: BufferSlice;
  readonly gradA: BufferSlice;
  readonly gradB: BufferSlice;
}

/** What the kernels with dropout are specialised with. */
export function dropoutConstants(p: number): Record<string, KernelConstant> {
  return {
    DROPOUT: p > 0,
    DROP_BELOW: Math.min(Math.round(p * 2 ** 32), 2 ** 32 - 1),
    KEEP_SCALE: { f32: 1 / (1 - p) },
  };
}

/** u = drop(x) A^T, then y += scaling u B^T. x [T, in], u [T, rank], y [T, out] in place; u is needed again by the backward pass. */
export function loraForward(plan: Plan, m: LoraModule, b: { x: BufferRef; u: Bindable; y: Bindable }): void {
  project(plan, m, { from: b.x, width: m.inFeatures, matrix: m.a, transposed: true, dropout: m.dropout, to: b.u });
  loraOutput(plan, m, b);
}

/** y += scaling u B^T alone. */
export function loraOutput(plan: Plan, m: LoraModule, b: { u: Bindable; y: Bindable }): void {
  expand(plan, m, { from: b.u, width: m.outFeatures, matrix: m.b, transposed: true, dropout: 0, to: b.y });
}

/** Modules that one dispatch can project: args has room for the streams of three. */
const MOST_TOGETHER = 3;

/**
 * u = drop(x) A^T of the modules that read the same x, each under a mask of its own, in one dispatch where they are at most three of one rank whose A lie in
 * order in one buffer. `tokens`: T at capacity. Answers with the u of each, [T, rank].
 */
export function loraInputs(
  plan: Plan,
  modules: readonly LoraModule[],
  b: { readonly x: BufferRef; readonly tokens: number },
): BufferSlice[] {
  const [first] = modules;
  if (!first) return [];
  // Planes begin where a binding may.
  const plane = alignBytes(b.tokens * first.rank * 4) / 4;
  const u = plan.transient('lora.u', plane * modules.length);
  const parts = modules.map((_, i) => slice(u, i * plane, b.tokens * first.rank));
  const alike = modules.every(
    (m, i) =>
      m.rank === first.rank &&
      m.dropout === first.dropout &&
      m.a.buffer === first.a.buffer &&
      (i === 0 || m.a.offsetBytes > (modules[i - 1] as LoraModule).a.offsetBytes),
  );
  if (alike && modules.length <= MOST_TOGETHER) {
    projectTogether(plan, modules, { from: b.x, to: u, plane });
    return parts;
  }
  modules.forEach((m, i) => {
    const to = parts[i] as BufferSlice;
    project(plan, m, { from: b.x, width: m.inFeatures, matrix: m.a, transposed: true, dropout: m.dropout, to });
  });
  return parts;
}

/**
 * With v = dy B: dB += scaling dy^T u, dA += scaling v^T drop(x), and, where `dx` is given, dx += scaling (v A) * mask.
 * The mask is generated again from the same counter. `tokens`: T at capacity. dy [T, out], x [T, in], u, v [T, rank].
 */
export function loraBackward(
  plan: Plan,
  m: LoraModule,
  b: { dy: Bindable; x: BufferRef; u: Bindable; v: Bindable; dx: BufferRef | null; tokens: number },
): void {
  project(plan, m, { from: b.dy, width: m.outFeatures, matrix: m.b, transposed: false, dropout: 0, to: b.v });
  outer(plan, m, b);
  if (b.dx)
    expand(plan, m, { from: b.v, width: m.inFeatures, matrix: m.a, transposed: false, dropout: m.dropout, to: b.dx });
}

interface Projection {
  readonly from: Bindable;
  readonly width: number;
  readonly matrix: BufferSlice;
  readonly transposed: boolean;
  readonly dropout: number;
  readonly to: Bindable;
}

function project(plan: Plan, m: LoraModule, p: Projection): void {
  plan.dispatch({
    kernel: specialise(PROJECT, {
      ...dropoutConstants(p.dropout),
      ...{ WIDTH: p.width, RANK: m.rank, TRANSPOSED: p.transposed, LANES: plan.lanes(64) },
      ...{ MODULES: 1, AT_1: 0, AT_2: 0 },
    }),
    buffers: [p.from, p.matrix, p.to],
    args: [m.stream],
    grid: ({ tokens }) => fold(tokens),
    flops: ({ tokens }) => 2 * tokens * p.width * m.rank,
  });
}

function projectTogether(
  plan: Plan,
  modules: readonly LoraModule[],
  { from, to, plane }: { readonly from: BufferRef; readonly to: BufferRef; readonly plane: number },
): void {
  const first = modules[0] as LoraModule;
  const last = modules.at(-1) as LoraModule;
  const at = (i: number) => ((modules[i] ?? last).a.offsetBytes - first.a.offsetBytes) / 4;
  const { rank, inFeatures } = first;
  const [s0 = 0, s1 = 0, s2 = 0] = modules.map(({ stream }) => stream);
  plan.dispatch({
    kernel: specialise(PROJECT, {
      ...dropoutConstants(first.dropout),
      ...{ WIDTH: inFeatures, RANK: rank, TRANSPOSED: true, LANES: plan.lanes(64) },
      ...{ MODULES: modules.length, AT_1: at(1), AT_2: at(2) },
    }),
    buffers: [from, slice(first.a.buffer, first.a.offsetBytes / 4, at(modules.length - 1) + rank * inFeatures), to],
    args: [s0, s1, s2, plane],
    grid: ({ tokens }) => fold(tokens * modules.length),
    flops: ({ tokens }) => 2 * tokens * modules.length * inFeatures * rank,
  });
}

function expand(
  plan: Plan,
  m: LoraModule,
  p: Omit<Projection, 'from' | 'to'> & { from: Bindable; to: Bindable },
): void {
  plan.dispatch({
    kernel: specialise(EXPAND, {
      ...dropoutConstants(p.dropout),
      WIDTH: p.width,
      RANK: m.rank,
      TRANSPOSED: p.transposed,
      SCALING: { f32: m.scaling },
    }),
    buffers: [p.from, p.matrix, p.to],
    args: [m.stream],
    grid: ({ tokens }) => linearGrid(tokens * p.width),
    flops: ({ tokens }) => 2 * tokens * p.width * m.rank,
  });
}

/** Tokens whose outer products one workgroup sums: 36 workgroups took 66 us on an H100 for 2,048 tokens of 576, with 16 chunks there are 576. */
const OUTER_CHUNK = 128;

function outer(
  plan: Plan,
  m: LoraModule,
  b: {
    readonly dy: Bindable;
    readonly x: BufferRef;
    readonly u: Bindable;
    readonly v: Bindable;
    readonly tokens: number;
  },
): void {
  const { rank, inFeatures: IN, outFeatures: OUT } = m;
  const sizes = { OUT, IN, RANK: rank, CHUNK: OUTER_CHUNK };
  const parts = plan.transient('lora.parts', ceilDiv(b.tokens, OUTER_CHUNK) * rank * (OUT + IN));
  plan.dispatch({
    kernel: specialise(OUTER, { ...dropoutConstants(m.dropout), ...sizes, SHARES: plan.lanes(256) / 16 }),
    buffers: [b.dy, b.u, b.x, b.v, parts],
    args: [m.stream],
    grid: ({ tokens }) => [ceilDiv(OUT, 16) + ceilDiv(IN, 16), ceilDiv(rank, 8), ceilDiv(tokens, OUTER_CHUNK)],
    flops: ({ tokens }) => 2 * tokens * (OUT + IN) * rank,
  });
  plan.dispatch({
    kernel: specialise(SUM_OUTER, { ...sizes, SCALING: { f32: m.scaling } }),
    buffers: [parts, m.gradB, m.gradA],
    grid: ({ tokens }) => linearGrid(tokens === 0 ? 0 : (OUT + IN) * rank),
  });
}
