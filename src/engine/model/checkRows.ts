import { assert } from '../../lib/assert.ts';
import { UserError } from '../../lib/errors.ts';
import type { TokenRow } from '../types.ts';
import type { ModelConfig } from './config.ts';
import type { Capacity } from './programs.ts';

/** Longest document, in tokens, whose attention the kernels compute as the model was trained: within its positions and its sliding window. */
export function longestDocument({
  maxLength,
  slidingWindow,
}: Pick<ModelConfig, 'maxLength' | 'slidingWindow'>): number {
  return Math.min(maxLength, slidingWindow ?? maxLength);
}

/** Tokens of the longest row; 0 of none. */
export function longestRow(rows: readonly TokenRow[]): number {
  return rows.reduce((most, { ids }) => Math.max(most, ids.length), 0);
}

/**
 * Rows must be what the kernels take for granted: they do not look again, and an id past the vocabulary would read the logits of another row.
 * `part` names the rows in messages, which count them from 1.
 * @throws UserError naming the row that is too long for the model or the engine, or holds an id that the model does not have.
 */
export function checkRows(
  model: { readonly config: ModelConfig; readonly capacity: Capacity },
  rows: readonly TokenRow[],
  part: string,
): void {
  const { config, capacity } = model;
  const longest = longestDocument(config);
  for (const [index, { ids, supervised }] of rows.entries()) {
    const where = `${part}, row ${index + 1}`;
    assert(supervised.length === ids.length, () => `${where}: ${ids.length} ids, ${supervised.length} marks`);
    if (ids.length > longest)
      throw new UserError(`${ids.length} tokens are more than the ${longest} that this model reads.`, {
        where,
        remedy: 'Use a shorter maximum length.',
      });
    if (ids.length > capacity.tokens)
      throw new UserError(`A row has ${ids.length} tokens; the engine was opened for ${capacity.tokens}.`, { where });
    checkIds(config, ids, where);
  }
}

/** @throws UserError naming the first id that the model does not have. */
export function checkIds({ vocabulary }: Pick<ModelConfig, 'vocabulary'>, ids: Uint32Array, where: string): void {
  const at = ids.findIndex((id) => id >= vocabulary);
  if (at < 0) return;
  throw new UserError(`Token ${at + 1} has id ${ids[at]}; this model's vocabulary has ${vocabulary} entries.`, {
    where,
    remedy: 'Check that the tokenizer belongs to the model.',
  });
}
