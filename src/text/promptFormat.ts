import { UserError } from '../lib/errors.ts';
import { type ChatMessage, renderChat } from './chatTemplate.ts';
import type { Tokenizer } from './tokenizer.ts';

export interface PromptAndCompletion {
  readonly prompt: string;
  readonly completion: string;
}

export interface FormattedExample {
  /** Everything before the answer; its tokens are not trained. */
  readonly promptText: string;
  /** Prompt, answer and end token. */
  readonly fullText: string;
}

/**
 * The texts that are tokenised. A model with a chat template gets user and assistant turns; one without gets
 * `{prompt}\nAnswer: {completion}` and the end token. There the space before the answer belongs to the answer: byte-level
 * vocabularies join it to the first word, and a prompt that ended in a space would not be a prefix of the whole in tokens.
 */
export function formatExample(tokenizer: Tokenizer, { prompt, completion }: PromptAndCompletion): FormattedExample {
  const promptText = formatPrompt(tokenizer, prompt);
  if (tokenizer.chatTemplate !== null) {
    const messages: ChatMessage[] = [
      { role: 'user', content: prompt },
      { role: 'assistant', content: completion },
    ];
    return { promptText, fullText: chat(tokenizer, tokenizer.chatTemplate, messages, false) };
  }
  const end = tokenizer.specialTokens.eos_token;
  if (end === undefined) {
    throw new UserError('names neither a chat template nor an "eos_token", so an answer could not end', {
      where: 'tokenizer_config.json',
    });
  }
  return { promptText, fullText: `${promptText} ${completion}${end}` };
}

function formatAnswered({ specialTokens }: Tokenizer, { prompt, completion }: PromptAndCompletion): string {
  return `${prompt}\nAnswer: ${completion}${specialTokens.eos_token ?? ''}`;
}

/** What the model is given to answer. */
export function formatPrompt(tokenizer: Tokenizer, prompt: string): string {
  return formatConversation(tokenizer, { turns: [], prompt });
}

export interface Conversation {
  /** What was asked and answered before. */
  readonly turns: readonly PromptAndCompletion[];
  /** What the model is to answer now. */
  readonly prompt: string;
  /** Put before everything; only a chat template has a place for it. */
  readonly system?: string | null;
}

/**
 * Earlier turns and a new question, up to where the model goes on. The start token stands once, at the beginning: a chat template writes the
 * whole conversation, and without one the turns follow each other in the form of the training rows, each answer with its end token.
 */
export function formatConversation(tokenizer: Tokenizer, { turns, prompt, system = null }: Conversation): string {
  if (tokenizer.chatTemplate === null) {
    const before = turns.map((turn) => `${formatAnswered(tokenizer, turn)}\n\n`).join('');
    return `${tokenizer.startText}${before}${prompt}\nAnswer:`;
  }
  const messages: ChatMessage[] = [
    ...(system === null ? [] : [{ role: 'system' as const, content: system }]),
    ...turns.flatMap((turn): ChatMessage[] => [
      { role: 'user', content: turn.prompt },
      { role: 'assistant', content: turn.completion },
    ]),
    { role: 'user', content: prompt },
  ];
  return chat(tokenizer, tokenizer.chatTemplate, messages, true);
}

function chat(
  tokenizer: Tokenizer,
  template: string,
  messages: readonly ChatMessage[],
  addGenerationPrompt: boolean,
): string {
  return renderChat({ template, messages, addGenerationPrompt, specials: tokenizer.specialTokens });
}
