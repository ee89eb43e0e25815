import linearSource from '../../../shaders/lib/linear.wgsl?raw';
import embedSource from '../../../shaders/norm/embed.wgsl?raw';
import type { BufferRef } from '../gpu/buffers.ts';
import { specialise } from '../gpu/kernel.ts';
import { linearGrid, type Plan } from '../gpu/plan.ts';
import { type Weight, weightBuffers, weightLibrary, weightName } from './weight.ts';

/** A vocabulary matrix in pieces that each fit one binding; piece i holds the rows from `rowBegin` on. */
export interface VocabularyShard {
  readonly weight: Weight;
  readonly rowBegin: number;
}

/** y[t] = E[ids[t]], widened to f32. ids [T] u32, E [V, D] in shards, y [T, D]. Frozen: no backward. */
export function embed(plan: Plan, shards: readonly VocabularyShard[], b: { ids: BufferRef; y: BufferRef }): void {
  for (const { weight, rowBegin } of shards) {
    const { inFeatures: IN, outFeatures: OUT } = weight;
    const definition = {
      name: `embed.${weightName(weight)}`,
      source: embedSource,
      libs: [linearSource, weightLibrary(weight, false)],
      access: ['read', 'read', 'read', 'read', 'write'] as const,
    };
    plan.dispatch({
      kernel: specialise(definition, { IN, OUT }),
      buffers: [b.ids, ...weightBuffers(weight), b.y],
      args: [rowBegin],
      grid: ({ tokens }) => linearGrid((tokens * IN) / 4),
    });
  }
}
