import { configArguments, defaultConfig, type RunConfig, type SettingKey, settingOf } from './config.ts';
import { TRIAL_KEYS, valuesOf, writeTrialValues } from './trialGrid.ts';
import type { TrialsRequest } from './trialRecord.ts';

/** Which rules of quoting the line is written for: `posix` (bash, zsh, sh) or `powershell` (7.3 and later, on every system). */
export type Shell = 'posix' | 'powershell';

export interface CommandRows {
  /** A table that the command splits, or the three JSONL files of a run, already split. */
  readonly kind: 'table' | 'parts';
  /** Name of the table without its folder, which the page does not know. */
  readonly fileName: string;
}

/** How the rows of a table become examples: idle for files that hold prompt, completion and split already. */
const TABLE_KEYS: readonly SettingKey[] = ['where', 'prompt', 'completion', 'stratify', 'split', 'keepTogether'];

/**
 * The words of `tabtune finetune` for these settings and rows, unquoted. A value that begins with a dash is joined to its flag, since it would be
 * taken for another flag otherwise.
 */
export function finetuneWords(
  config: RunConfig,
  { kind, fileName }: CommandRows,
  out: string,
  trials: TrialsRequest | null = null,
): readonly string[] {
  const rows =
    kind === 'table'
      ? ['--csv', fileName]
      : ['--train', 'train.jsonl', '--validation', 'validation.jsonl', '--test', 'test.jsonl'];
  const initial = defaultConfig();
  const idle = kind === 'table' ? [] : TABLE_KEYS.map((key) => [key, initial[key]]);
  const listed = trials === null ? [] : TRIAL_KEYS.map((key) => [key, initial[key]]);
  const lists =
    trials === null
      ? []
      : TRIAL_KEYS.flatMap((key) => [`--${settingOf(key).flag}`, writeTrialValues(key, valuesOf(trials.grid, key))]);
  const own = configArguments({ ...config, ...Object.fromEntries([...idle, ...listed]) });
  const pairs = [...rows, ...own, ...lists, '--out', out];
  const words = ['finetune'];
  for (let at = 0; at < pairs.length; at += 2) {
    const [flag = '', value = ''] = pairs.slice(at, at + 2);
    words.push(...(value.startsWith('-') ? [`${flag}=${value}`] : [flag, value]));
  }
  if (trials?.stopLosers) words.push('--stop-losers');
  return words;
}

/** Words as one line to paste into a shell. */
export function quoteWords(words: readonly string[], shell: Shell): string {
  return words.map((word) => quote(word, shell)).join(' ');
}

/** Characters that no shell gives a meaning to. */
const PLAIN = /^[A-Za-z0-9_./:=+-]+$/;

/** In single quotes nothing has a meaning but the quote itself: `'\''` in POSIX shells, doubled in PowerShell (which takes four typographic ones for it too). */
function quote(word: string, shell: Shell): string {
  if (PLAIN.test(word)) return word;
  return shell === 'posix' ? `'${word.replaceAll("'", "'\\''")}'` : `'${word.replaceAll(/['‘’‚‛]/g, '$&$&')}'`;
}
