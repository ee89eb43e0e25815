/** What of a conversation a model reads: its context is finite, so the oldest turns fall out. */
import { UserError } from '../lib/errors.ts';
import { formatConversation, type PromptAndCompletion } from '../text/promptFormat.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

export interface ChatWindow {
  /** Turns before this one fell out. */
  readonly firstKept: number;
  /** What each model is given to answer: its own earlier answers, the same questions. */
  readonly prompts: readonly Uint32Array[];
}

export interface ChatWindowRequest {
  /** The turns so far as each model answered them: `conversations[m][i]` is turn i of model m. All have the same length. */
  readonly conversations: readonly (readonly PromptAndCompletion[])[];
  readonly prompt: string;
  /** Stays, whatever falls out; only chat templates have a place for it. */
  readonly system?: string | null;
  /** Most tokens of a prompt: the context less the answer. */
  readonly room: number;
}

/**
 * The longest run of last turns that fits for every model, so that all answer from the same turns; a turn stays or goes whole. The new question always stays.
 * @throws UserError when the question alone does not fit.
 */
export function fitConversations(tokenizer: Tokenizer, request: ChatWindowRequest): ChatWindow {
  const { conversations, prompt, system = null, room } = request;
  const turns = conversations[0]?.length ?? 0;
  let longest = 0;
  for (let firstKept = 0; firstKept <= turns; firstKept++) {
    const prompts = conversations.map((all) =>
      tokenizer.encode(formatConversation(tokenizer, { turns: all.slice(firstKept), prompt, system })),
    );
    longest = Math.max(0, ...prompts.map((ids) => ids.length));
    if (longest <= room) return { firstKept, prompts };
  }
  throw new UserError(`the question has ${longest} tokens; beside the answer there is room for ${Math.max(0, room)}`, {
    remedy: 'Shorten it, or ask for a shorter answer.',
  });
}
