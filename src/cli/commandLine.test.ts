import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finetuneWords, quoteWords, type Shell } from '../run/commandLine.ts';
import { defaultConfig, parseConfig, type RunConfig } from '../run/config.ts';
import { parseArguments } from './args.ts';
import { finetuneCommand } from './commands/finetune.ts';

/** Texts that are hard on a shell: quotes of both kinds, typographic ones, dollars, backslashes, dashes in front. */
const HARD = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0')),
  fc.constantFrom("it's", '--rank', '-x', '$HOME `id` "a" \\ !!', '‘odd’ ‚quotes‛', '*?[a] ~ #;&|<>()', '  ', "'"),
);
/** A template writes a new line as the two characters \n, so that a real backslash before an n cannot be told from one. */
const TEMPLATE = HARD.filter((text) => !text.includes('\\'));

const CONFIG = fc
  .record({
    model: HARD,
    where: fc.array(HARD, { maxLength: 3 }),
    prompt: TEMPLATE,
    completion: TEMPLATE,
    stratify: fc.option(HARD),
    rank: fc.integer({ min: 1, max: 256 }),
    dropout: fc.double({ min: 0, max: 0.9, noNaN: true }).map((value) => value + 0),
    learningRate: fc.double({ min: 1e-8, max: 1, noNaN: true }),
    doubleQuant: fc.boolean(),
    targets: fc.constantFrom(['v_proj'], ['q_proj', 'down_proj']),
    schedule: fc.constantFrom('linear', 'cosine'),
    maxSteps: fc.option(fc.integer({ min: 1, max: 1000 })),
    split: fc.constantFrom([80, 10, 10], [70, 20, 10], [33.5, 33.5, 33]),
  })
  .map((settings) => parseConfig({ ...defaultConfig(), ...settings }));

function parsedBack(words: readonly string[]): RunConfig {
  expect(words[0]).toBe('finetune');
  return parseArguments(words.slice(1), finetuneCommand.options).config();
}

test.each<Shell>(['posix', 'powershell'])('what a %s line says is read back as the same settings', (shell) => {
  fc.assert(
    fc.property(CONFIG, HARD, (config, fileName) => {
      const words = finetuneWords(config, { kind: 'table', fileName }, 'run1');
      const line = quoteWords(words, shell);
      expect(split(line, shell)).toEqual(words);
      expect(parsedBack(split(line, shell))).toEqual(config);
    }),
  );
});

test('a real shell reads the line as it was meant', () => {
  fc.assert(
    fc.property(CONFIG, (config) => {
      const words = finetuneWords(config, { kind: 'table', fileName: "Dr. O'Neil $1.csv" }, 'run1');
      const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${quoteWords(words, 'posix')}`], { encoding: 'utf8' });
      expect(printed.split('\0').slice(0, -1)).toEqual(words);
    }),
    { numRuns: 25 },
  );
});

test('only what differs from the recipe is said, plain words without quotes', () => {
  const config = { ...defaultConfig(), learningRate: 2e-3, where: ['qtype=symptoms'], model: 'mini' };
  expect(quoteWords(finetuneWords(config, { kind: 'table', fileName: 'my rows.csv' }, 'run1'), 'posix')).toBe(
    "finetune --csv 'my rows.csv' --model mini --where qtype=symptoms --lr 0.002 --out run1",
  );
});

test('parts that are split already take no flags of a table', () => {
  const config = { ...defaultConfig(), prompt: '{{prompt}}', completion: '{{completion}}', stratify: 'topic' };
  const words = finetuneWords(config, { kind: 'parts', fileName: 'rows.jsonl' }, 'run1');
  expect(words.join(' ')).toBe(
    'finetune --train train.jsonl --validation validation.jsonl --test test.jsonl --out run1',
  );
});

/** A line cut into words by the quoting rules of the shell: bare runs and single-quoted pieces, side by side. */
function split(line: string, shell: Shell): string[] {
  const words: string[] = [];
  let word: string | null = null;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] as string;
    if (char === ' ') {
      if (word !== null) words.push(word);
      word = null;
    } else if (char === "'") {
      const end = closing(line, at + 1, shell);
      const inside = line.slice(at + 1, end);
      word = (word ?? '') + (shell === 'posix' ? inside : inside.replaceAll(/(['‘’‚‛])\1/g, '$1'));
      at = end;
    } else if (char === '\\' && shell === 'posix') {
      word = (word ?? '') + line[++at];
    } else {
      word = (word ?? '') + char;
    }
  }
  return word === null ? words : [...words, word];
}

/** The quote that ends a piece: the next one, in PowerShell one that is not doubled. */
function closing(line: string, from: number, shell: Shell): number {
  for (let at = from; at < line.length; at++) {
    const char = line[at] as string;
    if (shell === 'posix' ? char === "'" : /['‘’‚‛]/.test(char)) {
      if (shell === 'powershell' && line[at + 1] === char) at++;
      else return at;
    }
  }
  throw new Error(`an open quote in ${line}`);
}
