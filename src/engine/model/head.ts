import { type BufferRef, slice } from '../gpu/buffers.ts';
import type { Plan } from '../gpu/plan.ts';
import { crossEntropy } from '../ops/crossEntropy.ts';
import { type Domain, ROWS } from '../ops/domain.ts';
import type { VocabularyShard } from '../ops/embed.ts';
import { matmulBackward, matmulForward } from '../ops/matmul.ts';
import { rmsNormBackward, rmsNormForward } from '../ops/rmsNorm.ts';
import { gatherRows, scatterRows } from '../ops/rows.ts';
import type { KernelChoices } from '../types.ts';
import type { ModelConfig } from './config.ts';
import type { InputBuffers } from './inputs.ts';

export interface HeadContext {
  readonly plan: Plan;
  readonly config: ModelConfig;
  readonly choices: KernelChoices;
  readonly inputs: InputBuffers;
  readonly finalNorm: BufferRef;
  readonly head: readonly VocabularyShard[];
  /** Supervised rows at capacity. */
  readonly rows: number;
}

/** Logits exist one chunk at a time, at most this many bytes (design 3.3). */
const CHUNK_BYTES = 64 * 2 ** 20;

/** f32 per row of logits: the vocabulary padded to whole vec4. */
export function logitStride(config: ModelConfig): number {
  return Math.ceil(config.vocabulary / 4) * 4;
}

/** Rows per chunk, a multiple of 64 so that a chunk's first row, target and loss lie at bindable offsets. */
function chunkRows(config: ModelConfig, rows: number): number {
  const fit = Math.floor(CHUNK_BYTES / (logitStride(config) * 4) / 64) * 64;
  return Math.max(64, Math.min(fit, Math.ceil(rows / 64) * 64));
}

/** Final hidden states of the supervised rows: y = norm(x[rowIndex]), [N, D]. */
export function headInput(c: HeadContext, x: BufferRef): { xs: BufferRef; y: BufferRef; rstd: BufferRef } {
  const { plan, config } = c;
  const { width: D, eps } = config;
  const xs = plan.transient('head.x', c.rows * D);
  const y = plan.transient('head.norm', c.rows * D);
  const rstd = plan.transient('head.rstd', c.rows);
  gatherRows(plan, D, { x, index: c.inputs.rowIndex, y: xs });
  rmsNormForward(plan, { domain: ROWS, width: D, eps }, { x: xs, w: c.finalNorm, y, rstd });
  return { xs, y, rstd };
}

/** logits [rows, stride] = y E^T over the rows of `domain`, one matmul per vocabulary shard; y is bound from `firstRow` on. */
export function logitsOf(c: HeadContext, domain: Domain, y: BufferRef, firstRow: number, logits: BufferRef): void {
  for (const { weight, rowBegin } of c.head) {
    matmulForward(c.plan, {
      domain,
      weight,
      output: { mode: 'write' },
      choices: c.choices,
      x: slice(y, firstRow * c.config.width),
      y: logits,
      stride: logitStride(c.config),
      column: rowBegin,
    });
  }
}

/**
 * Loss of every supervised row and, where `dx` [T, D] is given, its gradient with respect to x: per chunk logits -> loss -> dlogits in place ->
 * dlogits E, then back through the norm; tokens that predict nothing get zero.
 */
export function fusedLoss(c: HeadContext, x: BufferRef, rowLoss: BufferRef, dx: BufferRef | null): void {
  const { plan, config } = c;
  const { width: D, vocabulary } = config;
  const stride = logitStride(config);
  const { xs, y, rstd } = headInput(c, x);
  const size = chunkRows(config, c.rows);
  const logits = plan.transient('logits', size * stride);
  const dy = dx ? plan.transient('head.dnorm', c.rows * D) : null;
  for (let begin = 0; begin < c.rows; begin += size) {
    const domain: Domain = { kind: 'chunk', begin, size };
    logitsOf(c, domain, y, begin, logits);
    crossEntropy(
      plan,
      { domain, vocabulary, stride, backward: dx !== null },
      { targets: slice(c.inputs.targets, begin), logits, rowLoss: slice(rowLoss, begin) },
    );
    if (!dy) continue;
    c.head.forEach(({ weight, rowBegin }, shard) => {
      matmulBackward(plan, {
        domain,
        weight,
        output: { mode: shard === 0 ? 'write' : 'accumulate' },
        choices: c.choices,
        dy: logits,
        dx: slice(dy, begin * D),
        stride,
        column: rowBegin,
      });
    });
  }
  if (!dx || !dy) return;
  const dxs = plan.transient('head.dx', c.rows * D);
  rmsNormBackward(plan, { domain: ROWS, width: D, accumulate: false }, { x: xs, w: c.finalNorm, rstd, dy, dx: dxs });
  scatterRows(plan, D, { dy: dxs, rowOf: c.inputs.rowOf, dx });
}
