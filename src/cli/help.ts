import type { Option } from './options.ts';

export interface HelpText {
  readonly usage: readonly string[];
  readonly summary: string;
  readonly options: readonly Option[];
  readonly notes?: readonly string[];
}

const INDENT = 2;
const FLAG_COLUMN = 26;

/** The text of `tabtune COMMAND --help`, at most `width` columns wide. */
export function formatHelp({ usage, summary, options, notes = [] }: HelpText, width = 100): string {
  const sections = [...new Set(options.map(({ section }) => section))];
  const lines = [
    ...wrap(summary, width),
    '',
    ...usage.map((line, index) => `${index === 0 ? 'Usage: ' : '       '}${line}`),
  ];
  for (const section of sections) {
    lines.push('', `${section}:`);
    for (const option of options.filter((candidate) => candidate.section === section))
      lines.push(...formatOption(option, width));
  }
  for (const note of notes) lines.push('', ...wrap(note, width));
  return `${lines.join('\n')}\n`;
}

function formatOption({ flag, value, help }: Option, width: number): string[] {
  const head = `${' '.repeat(INDENT)}--${flag}${value === undefined ? '' : ` ${value}`}`;
  const body = wrap(help, width - FLAG_COLUMN);
  const margin = ' '.repeat(FLAG_COLUMN);
  if (head.length >= FLAG_COLUMN) return [head, ...body.map((line) => margin + line)];
  return [head.padEnd(FLAG_COLUMN) + (body[0] ?? ''), ...body.slice(1).map((line) => margin + line)];
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
