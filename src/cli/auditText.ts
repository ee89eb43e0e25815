import type { TokenAudit } from '../data/audit.ts';
import type { PartName } from '../data/split.ts';
import { formatNumber } from '../lib/format.ts';

/** What a person should know about the rows before training starts; nothing when all is well. */
export function auditLines(part: PartName, audit: TokenAudit): string[] {
  const { rows, maxLength, cutRows, lostAnswerTokens, noSupervised, sharedBoundary } = audit;
  const lines: string[] = [];
  if (cutRows > 0) {
    lines.push(
      `${part}: ${cutRows} of ${rows} rows cut at ${maxLength} tokens (--max-length), ` +
        `${formatNumber(lostAnswerTokens)} answer tokens lost.`,
    );
  }
  if (noSupervised > 0) lines.push(`${part}: ${noSupervised} of ${rows} rows left without an answer token.`);
  if (sharedBoundary > 0) {
    lines.push(`${part}: in ${sharedBoundary} of ${rows} rows prompt and answer share a token at their border.`);
  }
  return lines;
}
