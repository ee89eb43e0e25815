import { afterEach, describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatDuration,
  formatLoss,
  formatNumber,
  formatPercent,
  formatPerplexity,
  setFormatLanguage,
} from './format.ts';

afterEach(() => setFormatLanguage('en'));

describe('format', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [98_000_000, '98.0 MB'],
    [999_499_999, '999 MB'],
    [999_500_000, '1.00 GB'],
    [1.5e9, '1.50 GB'],
    [5e15, '5000 TB'],
  ])('%d bytes are %s', (value, text) => expect(formatBytes(value)).toBe(text));

  it.each([
    [0, '0 ms'],
    [850, '850 ms'],
    [999.6, '1.0 s'],
    [4240, '4.2 s'],
    [9960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min 00 s'],
    [200_000, '3 min 20 s'],
    [3_600_000, '1 h 00 min'],
    [3_900_000, '1 h 05 min'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('%d ms are %s', (value, text) => expect(formatDuration(value)).toBe(text));

  it('groups thousands and limits decimals', () => {
    expect(formatNumber(109_176)).toBe('109,176');
    expect(formatNumber(12_345.678, 1)).toBe('12,345.7');
    expect(formatNumber(Number.NaN)).toBe('–');
    expect(formatNumber(Number.POSITIVE_INFINITY)).toBe('∞');
  });

  it('prints a loss in the language that was chosen, and nothing where there is none', () => {
    expect([1.42304, null, undefined].map(formatLoss)).toEqual(['1.4230', '', '']);
    setFormatLanguage('de');
    expect(formatLoss(1.42304)).toBe('1,4230');
  });

  it('prints fractions as percent', () => {
    expect(formatPercent(0.125)).toBe('12.5 %');
    expect(formatPercent(1, 0)).toBe('100 %');
    expect(formatPercent(Number.NaN)).toBe('–');
  });

  it.each([
    [2.82, '2.820'],
    [4.4451, '4.445'],
    [9.9996, '10.00'],
    [50.467, '50.47'],
    [109.24, '109.2'],
    [999.96, '1,000'],
    [12_345.6, '12,346'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('perplexity %d is %s', (value, text) => expect(formatPerplexity(value)).toBe(text));
});
