import type { TokenAudit } from '../data/audit.ts';
import type { PartName } from '../data/split.ts';
import { formatNumber } from '../lib/format.ts';

/** What a person should know about the rows before training starts; nothing when all is well. */
export function auditLines(part: PartName, audit: TokenAudit): string[] {
  const { rows, maxLength, cutRows, lostAnswerTokens, noSupervised, sharedBoundary } = audit;
  const lines: string[] = [];
  if (cutRows > 0) {
    lines.push(
      `${part}: ${cutRows} of ${rows} rows are longer than ${maxLength} tokens and lose ` +
        `${formatNumber(lostAnswerTokens)} answer tokens (--max-length).`,
    );
  }
  if (noSupervised > 0) lines.push(`${part}: ${noSupervised} of ${rows} rows have no answer token left.`);
  if (sharedBoundary > 0) {
    lines.push(`${part}: in ${sharedBoundary} of ${rows} rows prompt and answer share a token at their border.`);
  }
  return lines;
}
