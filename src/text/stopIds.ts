import { UserError } from '../lib/errors.ts';
import { formatExample } from './promptFormat.ts';
import type { Tokenizer } from './tokenizer.ts';
import { isRecord } from './tokenizerConfig.ts';

/** Ids at which an answer is over: `eos_token_id` of generation_config.json, the tokenizer's own, and the end of the assistant's turn. */
export function stopIds(tokenizer: Tokenizer, generationConfig: unknown): number[] {
  const ids = new Set(configuredIds(generationConfig));
  if (tokenizer.eosId !== null) ids.add(tokenizer.eosId);
  const end = endOfAnswerId(tokenizer);
  if (end !== null) ids.add(end);
  return [...ids].sort((a, b) => a - b);
}

/**
 * The special token that follows an answer in the training text (`<|im_end|>` in ChatML, `<|eot_id|>` in Llama 3, EOS without a
 * template), read off a formatted example; null when the template ends an answer with none.
 */
export function endOfAnswerId(tokenizer: Tokenizer): number | null {
  const answer = 'Yes.';
  const { fullText } = formatExample(tokenizer, { prompt: 'Is this a question?', completion: answer });
  const after = fullText.slice(fullText.lastIndexOf(answer) + answer.length);
  const id = tokenizer.encode(after).find((candidate) => tokenizer.isSpecial(candidate));
  return id ?? null;
}

function configuredIds(generationConfig: unknown): number[] {
  if (!isRecord(generationConfig)) return [];
  const value = generationConfig.eos_token_id;
  if (value === undefined || value === null) return [];
  const ids = Array.isArray(value) ? value : [value];
  if (!ids.every((id): id is number => Number.isInteger(id) && id >= 0)) {
    throw new UserError('"eos_token_id" is neither a token id nor a list of them', { where: 'generation_config.json' });
  }
  return ids;
}
