import type { TokenAudit } from '../data/audit.ts';
import type { PartName } from '../data/split.ts';
import { formatNumber } from '../lib/format.ts';

/** What a person should know about the rows before training starts; nothing when all is well. */
export function auditLines(part: PartName, audit: TokenAudit): string[] {
  const { rows, maxLength, lostAnswerTokens, faults } = audit;
  const lines: string[] = [];
  if (faults.cut > 0) {
    lines.push(
      `${part}: ${faults.cut} of ${rows} rows cut at ${maxLength} tokens (--max-length), ` +
        `${formatNumber(lostAnswerTokens)} answer tokens lost.`,
    );
  }
  if (faults.noAnswer > 0) lines.push(`${part}: ${faults.noAnswer} of ${rows} rows left without an answer token.`);
  if (faults.sharedToken > 0) {
    lines.push(`${part}: in ${faults.sharedToken} of ${rows} rows prompt and answer share a token at their border.`);
  }
  return lines;
}
