import { throwIfAborted } from '../../lib/abort.ts';
import { UserError } from '../../lib/errors.ts';
import type { Program } from '../gpu/program.ts';
import { readBuffer } from '../gpu/readback.ts';
import { checkIds } from '../model/checkRows.ts';
import { DECODE_STEPS, sequencesOf } from '../model/programs.ts';
import type { ProgramName, Session } from '../model/session.ts';
import type { BatchRequest, GenerateRequest, GenerateResult, Sampling } from '../types.ts';
import { type Piece, passesOf, piecesOf, writePass } from './passes.ts';

/** A prompt with the answer that it has so far. */
interface Sequence {
  readonly index: number;
  readonly prompt: Uint32Array;
  /** Most tokens of the answer: what was asked for, or what the context has room for. */
  readonly limit: number;
  readonly wanted: number;
  /** Its part of the cache. */
  readonly slot: number;
  readonly ids: number[];
  stop: GenerateResult['stop'] | null;
}

interface Answering {
  readonly session: Session;
  readonly program: Program;
  readonly stopIds: readonly number[];
  readonly signal: AbortSignal | undefined;
  /** null: the likeliest tokens. */
  readonly sampling: Sampling | null;
  readonly onToken?: ((id: number) => void) | undefined;
}

/** Answer to one prompt. @throws UserError as generateBatch. */
export async function generateOne(session: Session, request: GenerateRequest): Promise<GenerateResult> {
  const { prompt: ids, maxNewTokens, onToken, ...rest } = request;
  const [result] = await answerAll(session, { ...rest, prompts: [{ ids, maxNewTokens }] }, onToken);
  return result as GenerateResult;
}

/**
 * Answers to many prompts with a KV cache, as many at a time as the session has room for: a sequence that ends makes room for the next prompt.
 * Each row of a pass is summed and drawn on its own, so the answers do not depend on the company.
 * @throws UserError for an empty prompt, one that leaves no room in the context, or an id that the model does not have.
 */
export function generateBatch(session: Session, request: BatchRequest): Promise<GenerateResult[]> {
  return answerAll(session, request);
}

async function answerAll(
  session: Session,
  request: BatchRequest,
  onToken?: (id: number) => void,
): Promise<GenerateResult[]> {
  const { prompts, stopIds, signal, onAnswer } = request;
  for (const { ids } of prompts) checkPrompt(session, ids);
  const sampling = request.sampling && request.sampling.temperature > 0 ? request.sampling : null;
  const program = session.program(programFor(request.adapter && session.adapter !== null, sampling !== null));
  const answering: Answering = { session, program, stopIds, signal, sampling, onToken };
  const results: GenerateResult[] = [];
  const free = Array.from({ length: sequencesOf(session.capacity) }, (_, slot) => slot);
  let active: Sequence[] = [];
  let next = 0;
  while (next < prompts.length || active.length > 0) {
    throwIfAborted(signal);
    const fresh: Sequence[] = [];
    for (; next < prompts.length && free.length > 0; next++) {
      const { ids, maxNewTokens } = prompts[next] as (typeof prompts)[number];
      const limit = Math.min(maxNewTokens, session.capacity.context - ids.length);
      const slot = free.shift() as number;
      fresh.push({ index: next, prompt: ids, limit, wanted: maxNewTokens, slot, ids: [], stop: null });
    }
    await readPrompts(answering, fresh);
    active.push(...fresh);
    active = active.filter((s) => s.stop === null);
    if (active.length > 0) await decodeWindow(answering, active);
    for (const s of new Set([...fresh, ...active])) {
      if (s.stop === null) continue;
      const result: GenerateResult = { ids: s.ids, stop: s.stop };
      results[s.index] = result;
      onAnswer?.(s.index, result);
      free.push(s.slot);
    }
    active = active.filter((s) => s.stop === null);
  }
  return results;
}

function programFor(adapter: boolean, drawn: boolean): ProgramName {
  if (drawn) return adapter ? 'sample' : 'sampleBase';
  return adapter ? 'generate' : 'generateBase';
}

function checkPrompt({ config, capacity: { context } }: Session, prompt: Uint32Array): void {
  if (prompt.length === 0) throw new UserError('The prompt is empty.');
  if (prompt.length >= context)
    throw new UserError(`The prompt has ${prompt.length} tokens; the engine was opened for a context of ${context}.`);
  checkIds(config, prompt, 'Prompt');
}

/** Fills the caches of new sequences; the pass that holds a prompt's last token chooses the first one of its answer. */
async function readPrompts(a: Answering, fresh: readonly Sequence[]): Promise<void> {
  const { session, program, signal } = a;
  const pieces = fresh.flatMap((s) => piecesOf(s.prompt, s.slot, s.index, session.capacity.tokens));
  for (const pass of passesOf(pieces, session.capacity.tokens)) {
    const rows = writePass(session, pass, { sampling: a.sampling });
    await program.run({ tokens: pass.reduce((sum, { ids }) => sum + ids.length, 0), rows, emitted: 0 }, signal);
    if (rows === 0) continue;
    const chosen = await readChosen(session, 0, 1);
    const ended = pass.filter(({ last }) => last).map(({ owner }) => fresh.find((s) => s.index === owner));
    ended.forEach((s, row) => {
      if (s) take(a, s, chosen[row] as number);
    });
  }
}

/** Up to DECODE_STEPS tokens of each sequence; what a sequence gets beyond its end is dropped. */
async function decodeWindow(a: Answering, active: readonly Sequence[]): Promise<void> {
  const { session, program, signal } = a;
  const steps = Math.min(DECODE_STEPS, Math.max(...active.map((s) => s.limit - s.ids.length)));
  for (let step = 0; step < steps; step++) {
    // The chosen ids stay on the GPU; only the first pass of a window is told of them.
    const pieces = active.map(
      (s): Piece => ({
        ids: Uint32Array.of(s.ids.at(-1) as number),
        begin: Math.min(s.prompt.length + s.ids.length - 1 + step, session.capacity.context - 1),
        slot: s.slot,
        owner: s.index,
        last: true,
      }),
    );
    writePass(session, pieces, { keepIds: step > 0, sampling: a.sampling });
    await program.run({ tokens: active.length, rows: active.length, emitted: step }, signal);
  }
  const chosen = await readChosen(session, 0, steps);
  const sequences = sequencesOf(session.capacity);
  active.forEach((s, row) => {
    for (let step = 0; step < steps && s.stop === null; step++) take(a, s, chosen[step * sequences + row] as number);
  });
}

/** Adds a chosen token, or ends the sequence. */
function take({ stopIds, onToken }: Answering, s: Sequence, id: number): void {
  const full = s.limit < s.wanted ? 'context' : 'length';
  if (s.limit === 0) s.stop = full;
  else if (stopIds.includes(id)) s.stop = 'stop';
  else {
    s.ids.push(id);
    onToken?.(id);
    if (s.ids.length === s.limit) s.stop = full;
  }
}

/** Ids of `steps` passes from `step` on, [steps, sequences]. */
async function readChosen({ gpu, memory, work, capacity }: Session, step: number, steps: number): Promise<Uint32Array> {
  const row = sequencesOf(capacity) * 4;
  return new Uint32Array(await readBuffer(gpu, memory.buffer(work.output), step * row, steps * row));
}
