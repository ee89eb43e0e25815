import { Chip, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Tuned and training, and every action: #0072B2 at index 6, its lighter twin for dark paper at index 3. */
const blue: MantineColorsTuple = [
  '#e6f3fb',
  '#cbe5f5',
  '#97cbea',
  '#5eb1e0',
  '#3297d2',
  '#1384c4',
  '#0072b2',
  '#005f96',
  '#004c79',
  '#003a5d',
];

/** Validation: #D55E00 at index 6, its lighter twin at index 4. */
const vermilion: MantineColorsTuple = [
  '#fdf0e6',
  '#fadcc4',
  '#f5b98b',
  '#f29b57',
  '#ee8434',
  '#e3701a',
  '#d55e00',
  '#b04e00',
  '#8c3e00',
  '#692e00',
];

/** Mantine paints dark inputs and panels from this scale: text at 0, lines at 4, panel at 6, paper at 7. */
const dark: MantineColorsTuple = [
  '#e6e8ea',
  '#c3c8cd',
  '#a3abb4',
  '#6e7781',
  '#30363c',
  '#262b30',
  '#1a1e22',
  '#14171a',
  '#0f1214',
  '#0a0c0e',
];

export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: 6,
  colors: { blue, vermilion, dark },
  black: '#1b1f24',
  fontFamily: "'IBM Plex Sans', system-ui, sans-serif",
  fontFamilyMonospace: "'IBM Plex Mono', ui-monospace, monospace",
  headings: { fontFamily: "'IBM Plex Sans', system-ui, sans-serif", fontWeight: '600' },
  fontSizes: { xs: '0.8125rem', sm: '0.9375rem', md: '0.9375rem', lg: '1.25rem', xl: '1.75rem' },
  lineHeights: { xs: '1.5', sm: '1.6', md: '1.6', lg: '1.4', xl: '1.3' },
  radius: { xs: '4px', sm: '4px', md: '4px', lg: '4px', xl: '4px' },
  defaultRadius: 'sm',
  shadows: { xs: 'none', sm: 'none', md: 'none', lg: 'none', xl: 'none' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: { Chip: Chip.extend({ defaultProps: { radius: 'sm' } }) },
});

/** What a colour means is fixed here: `--tt-base`, `--tt-tuned` and `--tt-validation` are used for nothing else. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--tt-paper': '#fafaf8',
    '--tt-panel': '#ffffff',
    '--tt-ink': '#1b1f24',
    '--tt-quiet': '#59616b',
    '--tt-line': '#d9dce0',
    '--tt-control': '#8a929c',
    '--tt-base': '#6b7280',
    '--tt-tuned': '#0072b2',
    '--tt-tuned-wash': '#e6f3fb',
    '--tt-validation': '#d55e00',
    // The vermilion of lines is too pale to read.
    '--tt-validation-text': '#b04e00',
    '--tt-danger': '#b42318',
    '--mantine-color-body': '#fafaf8',
    '--mantine-color-text': '#1b1f24',
    '--mantine-color-dimmed': '#59616b',
    '--mantine-color-placeholder': '#6b7280',
    '--mantine-color-default': '#ffffff',
    '--mantine-color-default-border': '#8a929c',
    '--mantine-color-anchor': '#0072b2',
    '--mantine-color-blue-light-color': '#0072b2',
    '--mantine-color-error': '#b42318',
  },
  dark: {
    '--tt-paper': '#14171a',
    '--tt-panel': '#1a1e22',
    '--tt-ink': '#e6e8ea',
    '--tt-quiet': '#a3abb4',
    '--tt-line': '#30363c',
    '--tt-control': '#6e7781',
    '--tt-base': '#9aa3ae',
    '--tt-tuned': '#5eb1e0',
    '--tt-tuned-wash': '#15303f',
    '--tt-validation': '#ee8434',
    '--tt-validation-text': '#ee8434',
    '--tt-danger': '#f2877b',
    '--mantine-color-body': '#14171a',
    '--mantine-color-text': '#e6e8ea',
    '--mantine-color-dimmed': '#a3abb4',
    '--mantine-color-placeholder': '#8b949e',
    '--mantine-color-default': '#1a1e22',
    '--mantine-color-default-hover': '#22272c',
    '--mantine-color-default-border': '#6e7781',
    '--mantine-color-anchor': '#5eb1e0',
    '--mantine-color-blue-light-color': '#5eb1e0',
    '--mantine-color-error': '#f2877b',
  },
});
