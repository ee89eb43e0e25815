import type { Sizes } from '../gpu/frame.ts';
import type { KernelConstant } from '../gpu/kernel.ts';

/** The rows that an op works on; shaders/lib/domain.wgsl computes the same count on the GPU. */
export type Domain =
  /** Every token, `per` rows each (heads of a per-head norm). */
  | { readonly kind: 'tokens'; readonly per: number }
  /** The supervised rows. */
  | { readonly kind: 'rows' }
  /** `size` supervised rows from `begin` on, or what is left of them. */
  | { readonly kind: 'chunk'; readonly begin: number; readonly size: number };

export const TOKENS: Domain = { kind: 'tokens', per: 1 };
export const ROWS: Domain = { kind: 'rows' };

export function rowsOf(domain: Domain, sizes: Sizes): number {
  if (domain.kind === 'tokens') return sizes.tokens * domain.per;
  if (domain.kind === 'rows') return sizes.rows;
  return Math.max(0, Math.min(domain.size, sizes.rows - domain.begin));
}

export function domainConstants(domain: Domain): Record<string, KernelConstant> {
  if (domain.kind === 'tokens') return { DOMAIN: 0, PER: domain.per, CHUNK: 0 };
  if (domain.kind === 'rows') return { DOMAIN: 1, PER: 1, CHUNK: 0 };
  return { DOMAIN: 2, PER: 1, CHUNK: domain.size };
}

/** args.x of kernels with a domain. */
export function domainBegin(domain: Domain): number {
  return domain.kind === 'chunk' ? domain.begin : 0;
}
