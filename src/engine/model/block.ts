import type { Bindable, BufferRef, BufferSlice } from '../gpu/buffers.ts';
import { transientParts } from '../gpu/plan.ts';
import {
  type AttentionShape,
  attentionBackwardKeyValue,
  attentionBackwardQuery,
  attentionDelta,
  attentionForward,
} from '../ops/attention.ts';
import { TOKENS } from '../ops/domain.ts';
import { loraInputGradient, loraInputs, loraOutput } from '../ops/lora.ts';
import { loraGradients } from '../ops/loraGradients.ts';
import type { LoraModule } from '../ops/loraModule.ts';
import {
  type FewNorm,
  type MatmulOutput,
  matmulBackward,
  matmulForward,
  normsItself,
  takesAdapter,
} from '../ops/matmul.ts';
import type { StackOutput } from '../ops/matmulStacked.ts';
import { FEW_ROWS } from '../ops/matmulTilings.ts';
import { normInputs } from '../ops/normInputs.ts';
import { rmsNormBackward, rmsNormForward } from '../ops/rmsNorm.ts';
import { rope, ropePair } from '../ops/rope.ts';
import { swigluBackward, swigluForward } from '../ops/swiglu.ts';
import type { LinearName } from '../types.ts';
import type { BlockActivations, BlockContext } from './blockContext.ts';
import { cachedAttention, fewMlp, fewQkv, fewStack } from './blockDecode.ts';
import { addsAdapters, backwardStack, forwardStack, stackBlocks, stackOf } from './blockStacks.ts';
import { attentionVariant } from './chooseAttention.ts';
import { STACKS } from './linears.ts';

function attentionShape({ config, choices }: BlockContext): AttentionShape {
  const { heads, kvHeads, headDim } = config;
  return { heads, kvHeads, headDim, variant: attentionVariant(choices) };
}

/**
 * h = x + o_proj(attention(norm1(x))), out = h + down_proj(silu(gate(norm2(h))) * up(norm2(h))).
 * `needOutput` false (the recompute of gradient checkpointing) leaves out down_proj, whose product nobody reads.
 */
export function forwardBlock(c: BlockContext, x: BufferRef, needOutput: boolean): BlockActivations {
  const { plan, config, weights, tokens: T } = c;
  const { width: D, heads: H, kvHeads: G, headDim: Dh, mlpWidth: F, eps } = config;
  const u = new Map<LinearName, BufferSlice>();
  // The low-rank inputs of the linears that read the same x, before them.
  const project = (names: readonly LinearName[], inputs: (modules: readonly LoraModule[]) => BufferSlice[]) => {
    const adapted = names.filter((name) => c.lora(name) !== null);
    const modules = adapted.map((name) => c.lora(name) as LoraModule);
    for (const [i, part] of inputs(modules).entries()) u.set(adapted[i] as LinearName, part);
  };
  const projectFrom = (x: BufferRef, name: LinearName) =>
    project([name], (modules) => loraInputs(plan, modules, { x, tokens: T }));
  const linear = (
    name: LinearName,
    from: BufferRef,
    to: Bindable | null,
    output: MatmulOutput = { mode: 'write' },
    norm?: FewNorm,
    manyRows = false,
  ) => forwardLinear(c, name, { from, to, output, norm, manyRows, u: u.get(name) });
  // While few rows are decoded the linears that read a norm do it themselves, where nobody else reads it.
  const ownNorm = (raw: BufferRef, weight: BufferRef, ...names: LinearName[]): FewNorm | undefined => {
    const own = names.every((name) => c.lora(name) === null && normsItself(c.choices, weights.linears[name], 1));
    return c.cache && own ? { raw, weight, eps } : undefined;
  };

  // The norm before the linears `names`, with their low-rank inputs.
  const normed = (place: 1 | 2, x: BufferRef, w: BufferRef, names: readonly LinearName[]) => {
    const y = plan.transient(`n${place}`, T * D);
    const rstd = plan.transient(`rstd${place}`, T);
    const own = ownNorm(x, w, ...names);
    const shape = { width: D, eps, fromRows: own ? FEW_ROWS + 1 : 0 };
    project(names, (modules) => normInputs(plan, shape, modules, { x, w, y, rstd, tokens: T }));
    return [y, rstd, own] as const;
  };

  const [n1, rstd1, own1] = normed(1, x, weights.inputNorm, STACKS.qkv);

  const qkv = stackOf(c, 'qkv');
  const together = qkv && stackBlocks(c, 'qkv', qkv);
  const parts = (together?.parts as QkvParts | undefined) ?? (c.cache ? qkvParts(c) : null);
  const [qRaw, kRaw, v] = parts ?? [
    plan.transient('q', T * H * Dh),
    plan.transient('k', T * G * Dh),
    plan.transient('v', T * G * Dh),
  ];
  // Rotated as they are stored, where nothing comes in between.
  const biases = weights.stackedBias;
  const turned = qkv !== null && !biases && !weights.qNorm && addsAdapters(c, qkv);
  if (qkv && together) {
    const output: StackOutput = turned
      ? { kind: 'turned', turns: c.turns() }
      : biases
        ? { kind: 'biased', biases }
        : { kind: 'plain' };
    forwardStack(c, qkv, { x: n1, y: together, u, output });
  } else {
    const few = parts && fewStack(c, 'qkv');
    if (few) fewQkv(c, { weight: few, x: n1, norm: own1, y: parts, u });
    linear('q_proj', n1, qRaw, { mode: 'write' }, own1, few !== null);
    linear('k_proj', n1, kRaw, { mode: 'write' }, own1, few !== null);
    linear('v_proj', n1, v, { mode: 'write' }, own1, few !== null);
  }
  const [q, rstdQ] = headNorm(c, qRaw, weights.qNorm, H);
  const [k, rstdK] = headNorm(c, kRaw, weights.kNorm, G);
  const turn = { position: c.inputs.position, table: c.ropeTable };

  const o = plan.transient('o', T * H * Dh);
  const lse = plan.transient('lse', T * H);
  const { segmentStart } = c.inputs;
  if (c.cache) {
    cachedAttention(c, attentionShape(c), { q, k, v, parts: weights.qNorm ? null : parts, o, lse });
  } else {
    if (!turned) ropePair(plan, { heads: H, kvHeads: G, headDim: Dh, backward: false }, { ...turn, x: q, y: k });
    attentionForward(plan, attentionShape(c), { q, k, v, segmentStart, o, lse });
  }
  const h = plan.transient('h', T * D);
  projectFrom(o, 'o_proj');
  linear('o_proj', o, h, { mode: 'residual', residual: x });

  const [n2, rstd2, own2] = normed(2, h, weights.postNorm, STACKS.gateUp);
  const pair = stackOf(c, 'gateUp');
  const gateUp = pair && stackBlocks(c, 'gateUp', pair);
  const [e, g] = gateUp
    ? (gateUp.parts as [BufferSlice, BufferSlice])
    : [plan.transient('gate', T * F), plan.transient('up', T * F)];
  const act = plan.transient('act', T * F);
  const out = needOutput ? plan.transient('out', T * D) : null;
  const needAct = out !== null || c.lora('down_proj') !== null;
  // silu(gate) * up as the sums of up are stored, where nothing is added to them afterwards.
  const gated = needAct && (pair ? addsAdapters(c, pair) : c.lora('up_proj') === null);
  if (pair && gateUp) {
    forwardStack(c, pair, { x: n2, y: gateUp, u, output: gated ? { kind: 'gated', act } : { kind: 'plain' } });
  } else {
    const few = fewStack(c, 'gateUp');
    if (few) fewMlp(c, { weight: few, x: n2, norm: own2, act });
    linear('gate_proj', n2, e, { mode: 'write' }, own2, few !== null);
    linear('up_proj', n2, g, gated ? { mode: 'gated', gate: e, act } : { mode: 'write' }, own2, few !== null);
  }
  if (needAct && !gated) swigluForward(plan, F, { e, g, h: act });
  if (needAct) {
    projectFrom(act, 'down_proj');
    linear('down_proj', act, out, { mode: 'residual', residual: h });
  }
  return { x, n1, rstd1, qRaw, kRaw, rstdQ, rstdK, q, k, v, o, lse, h, n2, rstd2, e, g, gateUp, act, out, u };
}

/**
 * Turns the gradient of the layer's output, in `dx` [T, D], into the gradient of its input, in place, and adds to the adapter gradients.
 * Mirrors forwardBlock from the bottom up. `lowest`: nothing below needs a gradient, so it stops at the last adapted linear.
 */
export function backwardBlock(c: BlockContext, s: BlockActivations, dx: BufferRef, lowest: boolean): void {
  const { plan, config, weights, tokens: T } = c;
  const { width: D, heads: H, kvHeads: G, headDim: Dh, mlpWidth: F } = config;
  const v = new Map<LinearName, BufferSlice>();
  // The gradients of the adapters on linears that read the same x, before the products that take their v along.
  const gradients = (x: BufferRef, ...linears: readonly (readonly [LinearName, Bindable | null])[]) => {
    const adapted = linears.flatMap(([name, dy]) => {
      const [module, u] = [c.lora(name), s.u.get(name)];
      return module && u && dy ? [{ name, module, u, dy }] : [];
    });
    for (const [i, part] of loraGradients(plan, adapted, { x, tokens: T }).entries())
      v.set((adapted[i] as (typeof adapted)[number]).name, part);
  };
  const linear = (name: LinearName, dy: Bindable, into: Bindable, output: MatmulOutput = { mode: 'write' }) =>
    backwardLinear(c, name, { dy, dx: into, v: v.get(name), output });
  const adapted = (...names: LinearName[]) => names.some((name) => c.lora(name) !== null);

  // MLP: dact -> de, dg (as dact is stored, where nothing is added to it afterwards) -> dn2 -> dx becomes the gradient of h.
  const needsMlpInput = !lowest || adapted('q_proj', 'k_proj', 'v_proj', 'o_proj');
  gradients(s.act, ['down_proj', dx]);
  if (needsMlpInput || adapted('gate_proj', 'up_proj')) {
    if (c.lora('down_proj') === null) {
      linear('down_proj', dx, s.e, { mode: 'gatedGradient', up: s.g });
    } else {
      const dact = plan.transient('dact', T * F);
      linear('down_proj', dx, dact);
      swigluBackward(plan, F, { dh: dact, e: s.e, g: s.g });
    }
    gradients(s.n2, ['gate_proj', s.e], ['up_proj', s.g]);
  }
  if (!needsMlpInput) return;
  const dn2 = plan.transient('dn2', T * D);
  const pair = stackOf(c, 'gateUp');
  if (pair && s.gateUp) {
    backwardStack(c, pair, { dy: s.gateUp, v, dx: dn2 });
  } else {
    linear('gate_proj', s.e, dn2);
    linear('up_proj', s.g, dn2, { mode: 'accumulate' });
  }
  rmsNormBackward(
    plan,
    { domain: TOKENS, width: D, accumulate: true },
    { x: s.h, w: weights.postNorm, rstd: s.rstd2, dy: dn2, dx },
  );

  // Attention: dO -> dq, dk, dv -> dn1 -> dx becomes the gradient of x.
  gradients(s.o, ['o_proj', dx]);
  if (lowest && !adapted('q_proj', 'k_proj', 'v_proj')) return;
  const dO = plan.transient('dO', T * H * Dh);
  linear('o_proj', dx, dO);
  const saved = { ...s, segmentStart: c.inputs.segmentStart, segmentEnd: c.inputs.segmentEnd };
  const shape = attentionShape(c);
  const delta = plan.transient('delta', T * H);
  attentionDelta(plan, shape, { o: s.o, dO, delta });
  const dn1 = lowest ? null : plan.transient('dn1', T * D);
  const turn = { position: c.inputs.position, table: c.ropeTable };
  const needsQuery = !lowest || adapted('q_proj');
  const needsKey = !lowest || adapted('k_proj');
  const needsValue = !lowest || adapted('v_proj');
  const qkv = dn1 && stackOf(c, 'qkv');
  const together = qkv && stackBlocks(c, 'dqkv', qkv);
  // What the product reads; with norms per head the gradients of their outputs lie elsewhere.
  const [toQuery, toKey, toValue] = together?.parts ?? [];
  const ownPlace = (part: BufferSlice | undefined) => (weights.qNorm ? undefined : part);
  const dq = needsQuery ? (ownPlace(toQuery) ?? plan.transient('dq', T * H * Dh)) : null;
  const dk = needsKey ? (ownPlace(toKey) ?? plan.transient('dk', T * G * Dh)) : null;
  const dv = needsKey || needsValue ? (toValue ?? plan.transient('dv', T * G * Dh)) : null;
  if (dq) attentionBackwardQuery(plan, shape, saved, { dO, delta, dq });
  if (dv) attentionBackwardKeyValue(plan, shape, saved, { dO, delta, dk, dv, tokens: T });
  if (dq && dk) ropePair(plan, { heads: H, kvHeads: G, headDim: Dh, backward: true }, { ...turn, x: dq, y: dk });
  else if (dq) rope(plan, { heads: H, headDim: Dh, backward: true }, { ...turn, x: dq });
  else if (dk) rope(plan, { heads: G, headDim: Dh, backward: true }, { ...turn, x: dk });
  const dqRaw = dq && headNormBackward(c, s.qRaw, weights.qNorm, s.rstdQ, { dy: dq, into: toQuery, heads: H });
  const dkRaw = dk && headNormBackward(c, s.kRaw, weights.kNorm, s.rstdK, { dy: dk, into: toKey, heads: G });
  gradients(s.n1, ['q_proj', dqRaw], ['k_proj', dkRaw], ['v_proj', dv]);
  if (!dn1 || !dqRaw || !dkRaw || !dv) return;
  if (qkv && together) {
    backwardStack(c, qkv, { dy: together, v, dx: dn1 });
  } else {
    linear('q_proj', dqRaw, dn1);
    linear('k_proj', dkRaw, dn1, { mode: 'accumulate' });
    linear('v_proj', dv, dn1, { mode: 'accumulate' });
  }
  rmsNormBackward(
    plan,
    { domain: TOKENS, width: D, accumulate: true },
    { x: s.x, w: weights.inputNorm, rstd: s.rstd1, dy: dn1, dx },
  );
}

/** y = x W^T + bias + scaling u B^T (+ residual); u = drop(x) A^T stands already. Without `to` nothing is left to do. */
function forwardLinear(
  c: BlockContext,
  name: LinearName,
  b: {
    readonly from: BufferRef;
    readonly to: Bindable | null;
    readonly output: MatmulOutput;
    readonly norm: FewNorm | undefined;
    readonly manyRows: boolean;
    readonly u: BufferSlice | undefined;
  },
): void {
  const { from, to, output, norm, manyRows, u } = b;
  if (!to) return;
  const module = c.lora(name);
  const bias = c.weights.biases[name];
  const along = module && u && takesAdapter(module.rank, module.outFeatures, { bias, output });
  matmulForward(c.plan, {
    domain: TOKENS,
    weight: c.weights.linears[name],
    output,
    choices: c.choices,
    x: from,
    y: to,
    bias,
    norm,
    manyRows,
    ...(along && { adapter: { ...module, projected: u, matrix: module.b } }),
  });
  if (module && u && !along) loraOutput(c.plan, module, { u, y: to });
}

/** dx (+)= dy W + the adapter's share; its v = dy B stands already. */
function backwardLinear(
  c: BlockContext,
  name: LinearName,
  b: { dy: Bindable; dx: Bindable; v: BufferSlice | undefined; output: MatmulOutput },
): void {
  const { dy, dx, v, output } = b;
  const module = c.lora(name);
  const along = module && v && takesAdapter(module.rank, module.inFeatures, { output });
  matmulBackward(c.plan, {
    ...{ domain: TOKENS, weight: c.weights.linears[name], output, choices: c.choices, dy, dx },
    ...(along && { adapter: { ...module, projected: v, matrix: module.a } }),
  });
  if (module && v && !along) loraInputGradient(c.plan, module, { v, dx });
}

type QkvParts = readonly [BufferSlice, BufferSlice, BufferSlice];

/** q, k and v side by side, for kernels that take them as one. */
function qkvParts({ plan, config, tokens: T }: BlockContext): QkvParts {
  const { heads: H, kvHeads: G, headDim: Dh } = config;
  const counts = [T * H * Dh, T * G * Dh, T * G * Dh];
  return transientParts(plan, 'qkv', counts) as unknown as QkvParts;
}

/** Per-head norm of Qwen3; the identity elsewhere. */
function headNorm(c: BlockContext, raw: Bindable, w: BufferRef | null, heads: number): [Bindable, BufferRef | null] {
  if (!w) return [raw, null];
  const { headDim: Dh, eps } = c.config;
  const y = c.plan.transient('headNorm', c.tokens * heads * Dh);
  const rstd = c.plan.transient('headNorm.rstd', c.tokens * heads);
  rmsNormForward(c.plan, { domain: { kind: 'tokens', per: heads }, width: Dh, eps }, { x: raw, w, y, rstd });
  return [y, rstd];
}

/** The gradient of `raw`, put into `into` where that is given. */
function headNormBackward(
  c: BlockContext,
  raw: Bindable,
  w: BufferRef | null,
  rstd: BufferRef | null,
  { dy, into, heads }: { readonly dy: Bindable; readonly into: BufferSlice | undefined; readonly heads: number },
): Bindable {
  if (!w || !rstd) return dy;
  const dx = into ?? c.plan.transient('headNorm.dx', c.tokens * heads * c.config.headDim);
  rmsNormBackward(
    c.plan,
    { domain: { kind: 'tokens', per: heads }, width: c.config.headDim, accumulate: false },
    { x: raw, w, rstd, dy, dx },
  );
  return dx;
}
