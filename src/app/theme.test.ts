import { DEFAULT_THEME, mergeMantineTheme } from '@mantine/core';
import { describe, expect, test } from 'vitest';
import { cssVariables, theme } from './theme.ts';

const variables = cssVariables(mergeMantineTheme(DEFAULT_THEME, theme));

/** What is written, and what it may be written on. */
const TEXT = [
  ['--tt-ink', ['--tt-paper', '--tt-panel', '--tt-tuned-wash']],
  ['--tt-quiet', ['--tt-paper', '--tt-panel', '--tt-tuned-wash']],
  ['--tt-base', ['--tt-paper', '--tt-panel']],
  ['--tt-tuned', ['--tt-paper', '--tt-panel', '--tt-tuned-wash']],
  ['--tt-validation-text', ['--tt-paper', '--tt-panel']],
  ['--tt-danger', ['--tt-paper', '--tt-panel']],
  ['--mantine-color-dimmed', ['--tt-paper', '--tt-panel']],
  ['--mantine-color-placeholder', ['--mantine-color-default']],
  ['--mantine-color-anchor', ['--tt-paper', '--tt-panel']],
  ['--mantine-color-error', ['--tt-paper', '--tt-panel']],
] as const;

/** Lines that carry meaning: borders of controls, curves, focus. Hairlines between sections are decoration. */
const LINES = ['--tt-control', '--tt-base', '--tt-tuned', '--tt-validation', '--tt-danger'] as const;

describe.each(['light', 'dark'] as const)('%s', (scheme) => {
  const colour = (name: string): string => {
    const value = variables[scheme][name as keyof (typeof variables)[typeof scheme]];
    if (typeof value !== 'string') throw new Error(`the ${scheme} theme has no ${name}`);
    return value;
  };

  test.each(TEXT.flatMap(([text, papers]) => papers.map((paper) => [text, paper] as const)))(
    '%s on %s reads at 4.5:1',
    (text, paper) => expect(contrast(colour(text), colour(paper))).toBeGreaterThanOrEqual(4.5),
  );

  test.each(LINES.flatMap((line) => ['--tt-paper', '--tt-panel'].map((paper) => [line, paper] as const)))(
    '%s on %s shows at 3:1',
    (line, paper) => expect(contrast(colour(line), colour(paper))).toBeGreaterThanOrEqual(3),
  );
});

test('white on the colour of actions reads at 4.5:1', () => {
  const action = theme.colors?.['blue']?.[theme.primaryShade as number] ?? '';
  expect(contrast('#ffffff', action)).toBeGreaterThanOrEqual(4.5);
});

test('the measure itself: WCAG 2.2, black on white 21, grey 118 just reads', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 6);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  expect(contrast('#777777', '#ffffff')).toBeLessThan(4.5);
});

/** (L1 + 0.05) / (L2 + 0.05) of the lighter and the darker colour, L = relative luminance of `#rrggbb`. */
function contrast(a: string, b: string): number {
  const [darker, lighter] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r, g, b] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
