import { auditRows, refuseReason, type TokenAudit } from '../data/audit.ts';
import type { Example } from '../data/examples.ts';
import { PART_NAMES, type PartName, type Parts, splitFingerprint } from '../data/split.ts';
import { cutRow, type EncodedExample, type EncodeOptions, encodeExamples, trainedTokens } from '../data/tokens.ts';
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

/** Tokenises the parts. Rejects with a UserError that names the part from which nothing could be learned or measured. */
export async function prepareData(
  parts: Parts,
  origin: DataOrigin,
  tokenizer: Tokenizer,
  maxLength: number,
  options: EncodeOptions = {},
): Promise<PreparedData> {
  const all = PART_NAMES.flatMap((name) => parts[name]);
  const encoded = await encodeExamples(all, tokenizer, options);
  const places = new Map(all.map((example, i) => [example, i]));
  return cutParts(parts, origin, (example) => encoded[places.get(example) as number] as EncodedExample, maxLength);
}

/** The rows of a run out of examples that are encoded already. Throws a UserError as `prepareData` does. */
export function cutParts(
  parts: Parts,
  origin: DataOrigin,
  encodedOf: (example: Example) => EncodedExample,
  maxLength: number,
): PreparedData {
  const prepared = PART_NAMES.map((name) => {
    const encoded = parts[name].map(encodedOf);
    const audit = auditRows(encoded, maxLength);
    const reason = refuseReason(audit);
    if (reason !== null) throw new UserError(reason, { where: `${name} part` });
    return { name, audit, part: { examples: parts[name], rows: encoded.map((row) => cutRow(row, maxLength)) } };
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
