import type { PackedRun } from '../../store/packing.ts';

/** How far the files of a run are. */
export type Packing =
  | { readonly kind: 'working' }
  | { readonly kind: 'ready'; readonly packed: PackedRun }
  | { readonly kind: 'failed'; readonly message: string };
