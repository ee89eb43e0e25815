import type { Tier, TierChoice, TierReason } from '../engine/types.ts';

const TIERS: Readonly<Record<Tier, string>> = {
  f32: 'f32',
  half: 'f16 products with f32 sums',
  matrix: 'f16 products with f32 sums on subgroup matrices',
};

const REASONS: Readonly<Record<TierReason, string>> = {
  asked: 'as asked',
  resumed: 'as the run was begun',
  matrices: 'this GPU has them',
  faster: 'timed as faster than f32 on this GPU',
  notFaster: 'f16 was timed as no faster on this GPU',
  wrong: 'this GPU failed the check of f16',
  noHalf: 'this GPU offers no f16',
  software: 'f16 gains nothing in software',
};

export function tierName(tier: Tier): string {
  return TIERS[tier];
}

/** `f32 (this GPU offers no f16)`, for the command line and the report; the studio's words are in its catalogue. */
export function tierText({ name, reason }: TierChoice): string {
  return `${TIERS[name]} (${REASONS[reason]})`;
}
