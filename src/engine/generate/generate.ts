import { throwIfAborted } from '../../lib/abort.ts';
import { UserError } from '../../lib/errors.ts';
import { readBuffer } from '../gpu/readback.ts';
import { checkIds } from '../model/checkRows.ts';
import { packBatch, writeInputs } from '../model/inputs.ts';
import type { Session } from '../model/session.ts';
import type { GenerateRequest, GenerateResult } from '../types.ts';

/** Tokens decoded between two looks at the result: the next id stays on the GPU, so a look costs a wait. At most 7 tokens are decoded in vain. */
const LOOK_EVERY = 8;

/**
 * Greedy decoding with a KV cache: the prompt in one or more passes of the engine's capacity, then one token a pass.
 * @throws UserError for an empty prompt, one that leaves no room in the context, or an id that the model does not have.
 */
export async function generateGreedy(session: Session, request: GenerateRequest): Promise<GenerateResult> {
  const { prompt, maxNewTokens, stopIds, signal } = request;
  const { context, tokens: capacity } = session.capacity;
  if (prompt.length === 0) throw new UserError('The prompt is empty.');
  if (prompt.length >= context)
    throw new UserError(`The prompt has ${prompt.length} tokens; the engine was opened for a context of ${context}.`);
  checkIds(session.config, prompt, 'Prompt');
  const program = session.program(request.adapter && session.adapter ? 'generate' : 'generateBase');
  const room = context - prompt.length;
  const limit = Math.min(maxNewTokens, room);
  const { gpu, memory, work } = session;

  for (let past = 0; past < prompt.length; past += capacity) {
    const ids = prompt.subarray(past, past + capacity);
    const batch = packBatch([{ ids, supervised: new Uint8Array(ids.length) }]);
    for (let i = 0; i < ids.length; i++) batch.position[i] = past + i;
    writeInputs(gpu, memory, work.inputs, { ...batch, rowIndex: Uint32Array.of(ids.length - 1) });
    await program.run({ tokens: ids.length, rows: 1, past, emitted: 0 }, signal);
  }

  gpu.device.queue.writeBuffer(memory.buffer(work.inputs.rowIndex), 0, Uint32Array.of(0));
  const out: number[] = [];
  let decoded = 1; // the prompt's pass has chosen the first token
  while (out.length < limit) {
    throwIfAborted(signal);
    const ahead = Math.min(limit, out.length + LOOK_EVERY);
    for (; decoded < ahead; decoded++) {
      const past = prompt.length + decoded - 1;
      gpu.device.queue.writeBuffer(memory.buffer(work.inputs.position), 0, Uint32Array.of(past));
      await program.run({ tokens: 1, rows: 1, past, emitted: decoded }, signal);
    }
    const seen = new Uint32Array(
      await readBuffer(gpu, memory.buffer(work.output), out.length * 4, (decoded - out.length) * 4),
    );
    for (const id of seen) {
      if (stopIds.includes(id)) return { ids: out, stop: 'stop' };
      out.push(id);
      request.onToken?.(id);
    }
  }
  return { ids: out, stop: limit < maxNewTokens ? 'context' : 'length' };
}
