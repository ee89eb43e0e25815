import type { BatchRequest, GenerateRequest, GenerateResult } from '../engine/types.ts';

/** The part of the engine that answers. */
export interface Generator {
  generate(request: GenerateRequest): Promise<GenerateResult>;
}

/** The same for many prompts at once. */
export interface BatchGenerator {
  generateBatch(request: BatchRequest): Promise<GenerateResult[]>;
}

export interface Answer {
  readonly text: string;
  readonly tokens: number;
  readonly stop: GenerateResult['stop'];
}

export interface AnswerRequest {
  readonly prompt: Uint32Array;
  readonly maxNewTokens: number;
  readonly stopIds: readonly number[];
  readonly decode: (ids: readonly number[]) => string;
  readonly signal?: AbortSignal | undefined;
}

/** The greedy answer of the base (`adapter: false`) or the tuned model. */
export async function answer(generator: Generator, adapter: boolean, request: AnswerRequest): Promise<Answer> {
  const { prompt, maxNewTokens, stopIds, decode, signal } = request;
  const { ids, stop } = await generator.generate({ prompt, maxNewTokens, stopIds, adapter, ...(signal && { signal }) });
  return { text: decode(ids), tokens: ids.length, stop };
}

/**
 * Room for the answer to a prompt of `promptTokens`: as long as the training rows were allowed to be, or `maxNewTokens` where that is set;
 * at least 1, so that a prompt that fills the length still gets a first token.
 */
export function answerRoom(promptTokens: number, maxLength: number, maxNewTokens: number | null): number {
  return maxNewTokens ?? Math.max(1, maxLength - promptTokens);
}
