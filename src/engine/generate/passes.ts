import type { Session } from '../model/session.ts';
import { DRAW_WORDS, drawWords } from '../ops/sample.ts';
import type { Sampling } from '../types.ts';

/** Consecutive tokens of one sequence in one pass. */
export interface Piece {
  readonly ids: Uint32Array;
  /** Position of the first one in its sequence. */
  readonly begin: number;
  /** Part of the cache that belongs to the sequence. */
  readonly slot: number;
  readonly owner: number;
  /** The next token is wanted after this piece. */
  readonly last: boolean;
}

/** A prompt in pieces of at most `tokens`. */
export function piecesOf(prompt: Uint32Array, slot: number, owner: number, tokens: number): Piece[] {
  const pieces: Piece[] = [];
  for (let begin = 0; begin < prompt.length; begin += tokens) {
    const ids = prompt.subarray(begin, begin + tokens);
    pieces.push({ ids, begin, slot, owner, last: begin + ids.length === prompt.length });
  }
  return pieces;
}

/** Pieces in order, as many in a pass as have room for their tokens. Two pieces of a sequence are never in one pass: the first would be all of it. */
export function passesOf(pieces: readonly Piece[], tokens: number): Piece[][] {
  const passes: Piece[][] = [];
  let room = 0;
  for (const piece of pieces) {
    if (piece.ids.length > room) {
      passes.push([]);
      room = tokens;
    }
    passes.at(-1)?.push(piece);
    room -= piece.ids.length;
  }
  return passes;
}

/**
 * Writes the inputs of a pass: token t of a sequence with cache rows from slot * context on sees the rows up to its own position. Answers with the rows
 * whose next token is wanted. `keepIds`: the ids are those that the pass before chose. `sampling`: how those tokens are drawn, each owner from its own stream.
 */
export function writePass(
  session: Session,
  pass: readonly Piece[],
  { keepIds = false, sampling = null }: { readonly keepIds?: boolean; readonly sampling?: Sampling | null } = {},
): number {
  const { gpu, memory, work, capacity } = session;
  const tokens = pass.reduce((sum, { ids }) => sum + ids.length, 0);
  const [ids, position, start, end] = Array.from({ length: 4 }, () => new Uint32Array(tokens)) as [
    Uint32Array<ArrayBuffer>,
    Uint32Array<ArrayBuffer>,
    Uint32Array<ArrayBuffer>,
    Uint32Array<ArrayBuffer>,
  ];
  const rows: number[] = [];
  let t = 0;
  for (const piece of pass) {
    const first = piece.slot * capacity.context;
    for (let i = 0; i < piece.ids.length; i++, t++) {
      ids[t] = piece.ids[i] as number;
      position[t] = piece.begin + i;
      start[t] = first;
      end[t] = first + piece.begin + i + 1;
    }
    if (piece.last) rows.push(t - 1);
  }
  const { inputs } = work;
  const put = (buffer: Parameters<typeof memory.buffer>[0], data: Uint32Array<ArrayBuffer>) =>
    gpu.device.queue.writeBuffer(memory.buffer(buffer), 0, data);
  if (!keepIds) put(inputs.ids, ids);
  put(inputs.position, position);
  put(inputs.segmentStart, start);
  put(inputs.segmentEnd, end);
  if (rows.length > 0) put(inputs.rowIndex, Uint32Array.from(rows));
  if (rows.length > 0 && sampling !== null) {
    const words = new Uint32Array(rows.length * DRAW_WORDS);
    for (const [row, piece] of pass.filter(({ last }) => last).entries())
      words.set(drawWords(sampling, piece.owner, piece.begin + piece.ids.length), row * DRAW_WORDS);
    put(work.draws, words);
  }
  return rows.length;
}
