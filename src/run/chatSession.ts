/** Base and tuned model answering side by side, turn by turn. */
import type { GpuContext } from '../engine/gpu/device.ts';
import { longestDocument } from '../engine/model/checkRows.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import type { NamedTensor } from '../engine/types.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { isAborted } from '../lib/errors.ts';
import { stopIds } from '../text/stopIds.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import type { ChatAnswer, ChatEvent, ChatModel, ChatRequest } from './chat.ts';
import { fitConversations } from './chatWindow.ts';
import type { ImportedAdapter } from './importAdapter.ts';
import { type InferenceWatch, openInferenceEngine } from './inferenceEngine.ts';
import { atStrength, samplingOf } from './sampling.ts';

/** In the order in which they answer: the one that a person has waited for is first. */
const CHAT_MODELS = ['tuned', 'base'] as const satisfies readonly ChatModel[];

export interface ChatSession {
  /** Tokens that question, answer and earlier turns may have together. */
  readonly context: number;
  /**
   * Answers with both models, one after the other, each at its full pace. A stop ends the answer under way and leaves out the next; what was written stays.
   * @throws UserError for a question that does not fit, RunError when the GPU fails.
   */
  turn(request: ChatRequest, onEvent: (event: ChatEvent) => void, signal: AbortSignal): Promise<void>;
  destroy(): void;
}

/** Longest conversation in tokens where the model reads more: its keys and values stand in GPU memory. */
const LONGEST_CONTEXT = 2048;
/** Tokens of the prompt that are read in one pass. */
const PASS_TOKENS = 256;

export interface ChatParams {
  readonly model: LoadedModel;
  readonly doubleQuant: boolean;
  /** Of one shape, such as the checkpoints of a run; at least one. */
  readonly adapters: readonly [ImportedAdapter, ...ImportedAdapter[]];
  readonly now: () => number;
}

/** Opens base and adapter for a conversation. @throws as openInferenceEngine. */
export async function openChat(
  gpu: GpuContext,
  { model, doubleQuant, adapters, now }: ChatParams,
  watch: InferenceWatch = {},
): Promise<ChatSession> {
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const stops = stopIds(tokenizer, model.generationConfig);
  const context = Math.min(longestDocument(parseModelConfig(model.configJson)), LONGEST_CONTEXT);
  const capacity = { tokens: Math.min(PASS_TOKENS, context), context };
  const engine = await openInferenceEngine(
    gpu,
    { model, adapter: adapters[0], doubleQuant, sampling: true, capacity },
    watch,
  );
  const decode = (ids: readonly number[]) => tokenizer.decode(ids, { skipSpecial: true }).trimStart();
  let loaded = { tensors: adapters[0].tensors, strength: 1 };

  function load(tensors: readonly NamedTensor[], strength: number): void {
    if (loaded.tensors === tensors && loaded.strength === strength) return;
    engine.writeAdapter(atStrength(tensors, strength));
    loaded = { tensors, strength };
  }

  async function answer(
    which: ChatModel,
    prompt: Uint32Array,
    { sampling, maxNewTokens }: ChatRequest,
    onEvent: (event: ChatEvent) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const beganAt = now();
    const ids: number[] = [];
    let firstAt: number | null = null;
    let told = 0;
    // Tokens come a few at a time: one message for all of them.
    const tell = () => {
      if (told === ids.length) return;
      told = ids.length;
      const text = decode(ids);
      // A character whose bytes span tokens is held back until it is whole.
      if (!text.endsWith('\ufffd')) onEvent({ event: 'text', model: which, text, tokens: told });
    };
    const drawn = samplingOf(sampling);
    let stop: ChatAnswer['stop'] = 'stopped';
    try {
      const result = await engine.generate({
        prompt,
        maxNewTokens,
        stopIds: stops,
        adapter: which === 'tuned',
        ...(drawn && { sampling: drawn }),
        signal,
        onToken(id) {
          firstAt ??= now();
          ids.push(id);
          queueMicrotask(tell);
        },
      });
      stop = result.stop;
    } catch (error) {
      if (!isAborted(error)) throw error;
    }
    const elapsedMs = firstAt === null ? 0 : now() - firstAt;
    onEvent({
      event: 'answer',
      model: which,
      text: decode(ids).trimEnd(),
      tokens: ids.length,
      stop,
      tokensPerSec: ids.length > 1 && elapsedMs > 0 ? ((ids.length - 1) * 1000) / elapsedMs : null,
      firstTokenMs: firstAt === null ? null : firstAt - beganAt,
    });
  }

  return {
    context,
    async turn(request, onEvent, signal) {
      const { turns, prompt, maxNewTokens, adapter, strength } = request;
      const chosen = adapters[adapter] ?? adapters[0];
      const conversations = CHAT_MODELS.map((which) =>
        turns.map((turn) => ({ prompt: turn.prompt, completion: turn[which] })),
      );
      const { firstKept, prompts } = fitConversations(tokenizer, {
        conversations,
        prompt,
        // A long answer may use what is left of the context, but turns need not go for more than half of it.
        room: context - Math.min(maxNewTokens, Math.floor(context / 2)),
      });
      onEvent({ event: 'window', firstKept, tokens: Math.max(...prompts.map((ids) => ids.length)) });
      load(chosen.tensors, strength);
      for (const [i, which] of CHAT_MODELS.entries()) {
        if (signal.aborted) return;
        await answer(which, prompts[i] as Uint32Array, request, onEvent, signal);
      }
    },
    destroy: () => engine.destroy(),
  };
}
