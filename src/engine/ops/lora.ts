import dropoutSource from '../../../shaders/lib/dropout.wgsl?raw';
import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import mixSource from '../../../shaders/lib/mix.wgsl?raw';
import expandSource from '../../../shaders/lora/expand.wgsl?raw';
import outerSource from '../../../shaders/lora/outer.wgsl?raw';
import projectSource from '../../../shaders/lora/project.wgsl?raw';
import sumOuterSource from '../../../shaders/lora/sumOuter.wgsl?raw';
import { alignBytes, type BufferRef, type BufferSlice, slice } from '../gpu/buffers.ts';
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

/** Whole buffers, or the part of one that belongs to a module. */
type Ref = BufferRef | BufferSlice;

/** u = drop(x) A^T, then y += scaling u B^T. x [T, in], u [T, rank], y [T, out] in place; u is needed again by the backward pass. */
export function loraForward(plan: Plan, m: LoraModule, b: { x: BufferRef; u: Ref; y: BufferRef }): void {
  project(plan, m, { from: b.x, width: m.inFeatures, matrix: m.a, transposed: true, dropout: m.dropout, to: b.u });
  loraOutput(plan, m, b);
}

/** y += scaling u B^T alone. */
export function loraOutput(plan: Plan, m: LoraModule, b: { u: Ref; y: BufferRef }): void {
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
  const { u, plane, parts } = planesOf(plan, modules, b.tokens);
  if (modules.length > 0 && areTogether(modules)) {
    projectTogether(plan, modules, { from: b.x, to: u, plane });
    return parts;
  }
  modules.forEach((m, i) => {
    const to = parts[i] as BufferSlice;
    project(plan, m, { from: b.x, width: m.inFeatures, matrix: m.a, transposed: true, dropout: m.dropout, to });
  });
  return parts;
}

/** One transient for the u of all modules; each begins where a binding may, `plane` f32 after the one before. */
export function planesOf(
  plan: Plan,
  modules: readonly LoraModule[],
  tokens: number,
): { readonly u: BufferRef; readonly plane: number; readonly parts: BufferSlice[] } {
  const rank = Math.max(0, ...modules.map((m) => m.rank));
  const plane = alignBytes(tokens * rank * 4) / 4;
  const u = plan.transient('lora.u', plane * modules.length);
  return { u, plane, parts: modules.map((m, i) => slice(u, i * plane, tokens * m.rank)) };
}

/** Whether one dispatch can project an input for all of them. */
export function areTogether(modules: readonly LoraModule[]): boolean {
  const [first] = modules;
  return (
    first !== undefined &&
    modules.length <= MOST_TOGETHER &&
    modules.every(
      (m, i) =>
        m.rank === first.rank &&
        m.dropout === first.dropout &&
        m.a.buffer === first.a.buffer &&
        (i === 0 || m.a.offsetBytes > (modules[i - 1] as LoraModule).a.offsetBytes),
    )
  );
}

/** What a kernel needs to know of modules that are together: their A as one range, where each begins in it, and their streams of dropout. */
export function togetherOf(modules: readonly LoraModule[]): {
  readonly matrices: BufferSlice;
  readonly constants: Record<string, KernelConstant>;
  readonly streams: readonly [number, number, number];
} {
  const first = modules[0] as LoraModule;
  const last = modules.at(-1) as LoraModule;
  const at = (i: number) => ((modules[i] ?? last).a.offsetBytes - first.a.offsetBytes) / 4;
  const { rank, inFeatures } = first;
  const [s0 = 0, s1 = 0, s2 = 0] = modules.map(({ stream }) => stream);
  return {
    matrices: slice(first.a.buffer, first.a.offsetBytes / 4, at(modules.length - 1) + rank * inFeatures),
    constants: {
      ...dropoutConstants(first.dropout),
      ...{ WIDTH: inFeatures, RANK: rank, MODULES: modules.length, AT_1: at(1), AT_2: at(2) },
    },
    streams: [s0, s1, s2],
  };
}

/**
 * With v = dy B: dB += scaling dy^T u, dA += scaling v^T drop(x), and, where `dx` is given, dx += scaling (v A) * mask.
 * The mask is generated again from the same counter. `tokens`: T at capacity. dy [T, out], x [T, in], u, v [T, rank].
 */
export function loraBackward(
  plan: Plan,
  m: LoraModule,
  b: { dy: BufferRef; x: BufferRef; u: Ref; v: BufferRef; dx: BufferRef | null; tokens: number },
): void {
  project(plan, m, { from: b.dy, width: m.outFeatures, matrix: m.b, transposed: false, dropout: 0, to: b.v });
  outer(plan, m, b);
  if (b.dx)
    expand(plan, m, { from: b.v, width: m.inFeatures, matrix: m.a, transposed: false, dropout: m.dropout, to: b.dx });
}

interface Projection {
  readonly from: BufferRef;
  readonly width: number;
  readonly matrix: BufferSlice;
  readonly transposed: boolean;
  readonly dropout: number;
  readonly to: Ref;
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
  const { matrices, constants, streams } = togetherOf(modules);
  const { rank, inFeatures } = modules[0] as LoraModule;
  plan.dispatch({
    kernel: specialise(PROJECT, { ...constants, TRANSPOSED: true, LANES: plan.lanes(64) }),
    buffers: [from, matrices, to],
    args: [...streams, plane],
    grid: ({ tokens }) => fold(tokens * modules.length),
    flops: ({ tokens }) => 2 * tokens * modules.length * inFeatures * rank,
  });
}

function expand(plan: Plan, m: LoraModule, p: Omit<Projection, 'from' | 'to'> & { from: Ref; to: BufferRef }): void {
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
  b: { readonly dy: BufferRef; readonly x: BufferRef; readonly u: Ref; readonly v: BufferRef; readonly tokens: number },
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
