import type { ReviewItem } from './reviewItems.ts';

/** Which id is which answer, for whoever works with reviewers' files elsewhere. */
export function writeKeyFile(
  items: readonly ReviewItem[],
  { run, seed }: { readonly run: string; readonly seed: number },
): string {
  const answers = items.map(({ id, index, model }) => ({ id, index, model }));
  return `${JSON.stringify({ run, seed, answers }, null, 2)}\n`;
}
