/** Numbers as a person reads them: in English, unless a page has chosen another language for itself. */

export type FormatLanguage = 'en' | 'de';

const TAGS: Readonly<Record<FormatLanguage, string>> = { en: 'en-US', de: 'de-DE' };

let language: FormatLanguage = 'en';

/** From here on numbers are written as this language does. Of the page only: workers and files stay English. */
export function setFormatLanguage(chosen: FormatLanguage): void {
  language = chosen;
}

/** So many decimals, without groups: `1.4230`, in German `1,4230`. */
export function formatDecimals(value: number, digits: number): string {
  const written = value.toFixed(digits);
  return language === 'de' ? written.replace('.', ',') : written;
}

/** A loss with four decimals; nothing where there is none. */
export function formatLoss(loss: number | null | undefined): string {
  return loss === null || loss === undefined ? '' : formatDecimals(loss, 4);
}

/** `512 B`, `98.0 MB`, `1.50 GB`: powers of 1000, three figures. */
export function formatBytes(sizeBytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = sizeBytes;
  let unit = 0;
  // 999.5 would round up to four figures.
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? String(Math.round(value)) : threeFigures(value)} ${units[unit]}`;
}

/** `850 ms`, `4.2 s`, `42 s`, `3 min 20 s`, `1 h 05 min`. */
export function formatDuration(elapsedMs: number): string {
  if (!Number.isFinite(elapsedMs)) return '–';
  const ms = Math.max(0, elapsedMs);
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 9950) return `${formatDecimals(ms / 1000, 1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** `12,345.7`: grouped thousands, at most `digits` decimals (0 when left out). */
export function formatNumber(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '–' : value > 0 ? '∞' : '−∞';
  return value.toLocaleString(TAGS[language], { maximumFractionDigits: digits });
}

/** `12.5 %` of the fraction 0.125. */
export function formatPercent(fraction: number, digits = 1): string {
  return Number.isFinite(fraction) ? `${formatDecimals(fraction * 100, digits)} %` : '–';
}

/** Four figures, as papers print them: `4.445`, `50.47`, `109.2`, `12,346`. */
export function formatPerplexity(perplexity: number): string {
  if (!Number.isFinite(perplexity) || perplexity >= 999.95) return formatNumber(perplexity);
  return formatDecimals(perplexity, perplexity < 9.9995 ? 3 : perplexity < 99.995 ? 2 : 1);
}

function threeFigures(value: number): string {
  const size = Math.abs(value);
  return formatDecimals(value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}
