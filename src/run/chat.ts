/** What is said between a conversation with both models and the page. Types only. */
import type { Sampling } from '../engine/types.ts';

export type ChatModel = 'base' | 'tuned';

/** An earlier turn with both answers. */
export interface ChatTurn extends Readonly<Record<ChatModel, string>> {
  readonly prompt: string;
}

export interface ChatRequest {
  readonly turns: readonly ChatTurn[];
  readonly prompt: string;
  /** Both models draw with one seed: what differs is the models, not chance. */
  readonly sampling: Sampling;
  readonly maxNewTokens: number;
  /** 0 to 1.5 */
  readonly strength: number;
  /** Which adapter: an index of those the chat was opened with. */
  readonly adapter: number;
}

export interface ChatAnswer {
  readonly text: string;
  readonly tokens: number;
  /** `stopped`: by a person. */
  readonly stop: 'stop' | 'length' | 'context' | 'stopped';
  /** New tokens per second after the first; null for fewer than two. */
  readonly tokensPerSec: number | null;
  /** Time from the question to the first token, in which the whole window is read. */
  readonly firstTokenMs: number | null;
}

export type ChatEvent =
  /** What of the conversation is read; turns before `firstKept` fell out. `tokens`: of the longer prompt. */
  | { readonly event: 'window'; readonly firstKept: number; readonly tokens: number }
  /** The answer so far. */
  | { readonly event: 'text'; readonly model: ChatModel; readonly text: string; readonly tokens: number }
  | ({ readonly event: 'answer'; readonly model: ChatModel } & ChatAnswer);
