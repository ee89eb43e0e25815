/** How both models answer. */
export interface ChatOptions {
  readonly temperature: number;
  readonly topP: number;
  readonly maxNewTokens: number;
  readonly strength: number;
  /** Which of the adapters that are offered, the kept one first. */
  readonly adapter: number;
  readonly seed: number;
}

/** Longest answer that can be asked for. */
export const LONGEST_ANSWER = 1024;

/** Answers of a conversation are drawn, a little more cautiously than the model's own probabilities; the seed is the run's. */
export function initialOptions(seed: number): ChatOptions {
  return { temperature: 0.7, topP: 0.95, maxNewTokens: 128, strength: 1, adapter: 0, seed };
}
