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

/** What the model is given to answer. */
export function formatPrompt(tokenizer: Tokenizer, prompt: string): string {
  if (tokenizer.chatTemplate === null) return `${tokenizer.startText}${prompt}\nAnswer:`;
  return chat(tokenizer, tokenizer.chatTemplate, [{ role: 'user', content: prompt }], true);
}

function chat(
  tokenizer: Tokenizer,
  template: string,
  messages: readonly ChatMessage[],
  addGenerationPrompt: boolean,
): string {
  return renderChat({ template, messages, addGenerationPrompt, specials: tokenizer.specialTokens });
}
