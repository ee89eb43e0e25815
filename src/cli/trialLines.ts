import type { RunEvent } from '../run/events.ts';
import { trialOutcomeText, trialSettingsText } from '../run/trialText.ts';

/** Columns as wide as their widest cell, numbers to the right. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const last = widths.length - 1;
  return rows.map((row) =>
    row
      .map((cell, i) => (i === last ? cell : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** A trial that begins, or has ended; one that waits says nothing. */
export function trialLines(event: Extract<RunEvent, { event: 'trial' }>): string[] {
  const name = `Trial ${event.number} of ${event.total}`;
  if (event.status === 'waiting') return [];
  if (event.status === 'running') return ['', `${name}: ${trialSettingsText(event)}`];
  return [`${name} (${trialSettingsText(event)}) ${trialOutcomeText(event)}`];
}
