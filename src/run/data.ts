import { refuseReason, type TokenAudit, trainedTokens } from '../data/audit.ts';
import type { Example } from '../data/examples.ts';
import { PART_NAMES, type PartName, splitFingerprint } from '../data/split.ts';
import { tokenise } from '../data/tokens.ts';
import type { TokenRow } from '../engine/types.ts';
import { UserError } from '../lib/errors.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { DataOrigin, PartRecord } from './record.ts';

/** One part of the split, as text and as tokens: `rows[i]` is `examples[i]`. */
export interface RunPart {
  readonly examples: readonly Example[];
  readonly rows: readonly TokenRow[];
}

/** The rows of a run; structured-cloneable, so it crosses to a worker as it is. */
export interface RunData {
  readonly parts: Readonly<Record<PartName, RunPart>>;
  readonly origin: DataOrigin;
  /** Identity of the three parts as text. */
  readonly fingerprint: string;
}

export interface PreparedData {
  readonly data: RunData;
  readonly audits: Readonly<Record<PartName, TokenAudit>>;
}

/** Tokenises the parts. Throws a UserError that names the part from which nothing could be learned or measured. */
export function prepareData(
  parts: Readonly<Record<PartName, readonly Example[]>>,
  origin: DataOrigin,
  tokenizer: Tokenizer,
  maxLength: number,
): PreparedData {
  const prepared = PART_NAMES.map((name) => {
    const examples = parts[name];
    const { rows, audit } = tokenise(examples, tokenizer, { maxLength });
    const reason = refuseReason(audit);
    if (reason !== null) throw new UserError(reason, { where: `${name} part` });
    return { name, audit, part: { examples, rows: rows.map(({ ids, supervised }) => ({ ids, supervised })) } };
  });
  const collect = <T>(pick: (one: (typeof prepared)[number]) => T) =>
    Object.fromEntries(prepared.map((one) => [one.name, pick(one)])) as Record<PartName, T>;
  const data = { parts: collect(({ part }) => part), origin, fingerprint: splitFingerprint(parts) };
  return { data, audits: collect(({ audit }) => audit) };
}

export function countPart({ rows }: RunPart): PartRecord {
  let tokens = 0;
  let supervisedTokens = 0;
  for (const row of rows) {
    tokens += row.ids.length;
    supervisedTokens += trainedTokens(row);
  }
  return { rows: rows.length, tokens, supervisedTokens };
}
