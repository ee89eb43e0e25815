import type { ModelLook } from '../workers/hubApi.ts';

/** `all`: for the model and its 4-bit form; `model`: for the model alone; `none`: not even for that. */
export type Room = { readonly kind: 'all' | 'model' } | { readonly kind: 'none'; readonly needBytes: number };

/** What is here already needs no more room. `freeBytes` null: the browser does not say, so it is tried. */
export function roomFor({ model, support, keptBytes, complete }: ModelLook, freeBytes: number | null): Room {
  const needBytes = complete ? 0 : model.sizeBytes - keptBytes;
  if (freeBytes === null) return { kind: 'all' };
  if (needBytes > freeBytes) return { kind: 'none', needBytes };
  const formBytes = support.kind === 'supported' && !complete ? support.formBytes : 0;
  return { kind: needBytes + formBytes > freeBytes ? 'model' : 'all' };
}
