import type { TokenAudit } from '../data/audit.ts';
import type { LeakCheck } from '../data/leaks.ts';
import { PART_NAMES, type PartName } from '../data/split.ts';
import { formatNumber, formatPercent } from '../lib/format.ts';

/** All rows as training will see them: what share of the tokens is learned, and per part what is wrong with its rows. */
export function auditLines(audits: Readonly<Record<PartName, TokenAudit>>): string[] {
  const all = Object.values(audits);
  const tokens = all.reduce((sum, audit) => sum + audit.tokens, 0);
  const supervised = all.reduce((sum, audit) => sum + audit.supervised, 0);
  const share = formatPercent(tokens === 0 ? 0 : supervised / tokens, 0);
  return [
    `${share} of ${formatNumber(tokens)} tokens are answers, which is what is learned.`,
    ...PART_NAMES.flatMap((part) => faultLines(part, audits[part])),
  ];
}

function faultLines(part: PartName, { rows, maxLength, lostAnswerTokens, faults }: TokenAudit): string[] {
  const lines: string[] = [];
  if (faults.cut > 0) {
    lines.push(
      `${part}: ${faults.cut} of ${rows} rows cut at ${maxLength} tokens (--max-length), ` +
        `${formatNumber(lostAnswerTokens)} answer tokens lost.`,
    );
  }
  if (faults.noEnd > 0) lines.push(`${part}: ${faults.noEnd} of ${rows} rows without the token that ends the answer.`);
  if (faults.noAnswer > 0) lines.push(`${part}: ${faults.noAnswer} of ${rows} rows left without an answer token.`);
  if (faults.sharedToken > 0) {
    lines.push(`${part}: in ${faults.sharedToken} of ${rows} rows prompt and answer share a token at their border.`);
  }
  return lines;
}

/** Rows that are measured although they have a copy in an earlier part; nothing when there are none. */
export function copyLines({ rows, byKind }: LeakCheck): string[] {
  if (rows.test + rows.validation === 0) return [];
  return [
    `${rows.test} rows of test and ${rows.validation} of validation have a copy in an earlier part ` +
      `(same question ${byKind.question}, same answer ${byKind.answer}, nearly the same ${byKind.near}); ` +
      'for a table, --keep-copies-together on puts copies into one part.',
  ];
}
