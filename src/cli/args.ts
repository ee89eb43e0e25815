import { parseArgs } from 'node:util';
import { UserError } from '../lib/errors.ts';
import type { RunConfig, SettingKey } from '../run/config.ts';
import { checkSetting, parseConfig, SETTING_KEYS, settingOf } from '../run/config.ts';
import { checkSampling, SAMPLING_SETTINGS, type SamplingKey } from '../run/samplingSettings.ts';
import type { Option } from './options.ts';

/** The flags of one call, as typed. */
export class Args {
  readonly positionals: readonly string[];
  readonly #values: ReadonlyMap<string, readonly string[]>;

  constructor(values: ReadonlyMap<string, readonly string[]>, positionals: readonly string[]) {
    this.#values = values;
    this.positionals = positionals;
  }

  has(flag: string): boolean {
    return this.#values.has(flag);
  }

  /** The last value given. */
  get(flag: string): string | null {
    return this.#values.get(flag)?.at(-1) ?? null;
  }

  all(flag: string): readonly string[] {
    return this.#values.get(flag) ?? [];
  }

  /** Throws a UserError when the flag is missing. */
  need(flag: string, remedy: string): string {
    const value = this.get(flag);
    if (value === null) throw new UserError('is missing', { where: `--${flag}`, remedy });
    return value;
  }

  /** A flag that takes on or off. Throws a UserError for any other value. */
  onOff(flag: string, initial: boolean): boolean {
    const value = this.get(flag);
    if (value === null) return initial;
    if (value !== 'on' && value !== 'off')
      throw new UserError(`"${value}" is not allowed`, { where: `--${flag}`, remedy: 'Give on or off.' });
    return value === 'on';
  }

  /** The value of a setting's flag, judged by the table; undefined when it was not given. */
  setting<K extends SettingKey>(key: K): RunConfig[K] | undefined {
    const setting = settingOf(key);
    if (!this.has(setting.flag)) return undefined;
    return checkSetting(key, setting.read(this.all(setting.flag)));
  }

  /** How answers are drawn, judged by its table; the initial value when the flag was not given. */
  sampling(key: SamplingKey): number {
    const { flag, read, initial } = SAMPLING_SETTINGS[key];
    return this.has(flag) ? checkSampling(key, read(this.all(flag))) : initial;
  }

  /** The settings that were given. */
  givenSettings(keys: readonly SettingKey[] = SETTING_KEYS): Partial<RunConfig> {
    return Object.fromEntries(keys.map((key) => [key, this.setting(key)]).filter(([, value]) => value !== undefined));
  }

  /** All settings: those given (of `keys`, the flags that the command has), else the recipe's. */
  config(keys: readonly SettingKey[] = SETTING_KEYS): RunConfig {
    return parseConfig(this.givenSettings(keys));
  }
}

/**
 * Reads the flags of a command. Throws a UserError that names an unknown flag (and the nearest known one), a flag without its value, a switch
 * with one, or a value flag given twice.
 */
export function parseArguments(argv: readonly string[], options: readonly Option[], maxPositionals = 0): Args {
  const known = new Map(options.map((option) => [option.flag, option]));
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      options.map(({ flag, kind }) => [flag, { type: kind === 'switch' ? ('boolean' as const) : ('string' as const) }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = known.get(token.name);
    if (option === undefined) throw unknownFlag(token.rawName, [...known.keys()]);
    values.set(option.flag, [
      ...(values.get(option.flag) ?? []),
      valueOf(option, token.value, token.inlineValue === true),
    ]);
    if (option.kind === 'value' && (values.get(option.flag)?.length ?? 0) > 1) {
      throw new UserError('was given twice', { where: `--${option.flag}`, remedy: 'Give it once.' });
    }
  }
  const extra = positionals[maxPositionals];
  if (extra !== undefined) {
    throw new UserError(`unexpected argument "${extra}"`, {
      remedy: 'Flags start with --; quote texts that hold spaces.',
    });
  }
  return new Args(values, positionals);
}

function valueOf(option: Option, value: string | undefined, inline: boolean): string {
  const where = `--${option.flag}`;
  if (option.kind === 'switch') {
    if (value !== undefined) throw new UserError(`takes no value, but got "${value}"`, { where });
    return '';
  }
  if (value === undefined || (!inline && value.startsWith('--'))) {
    throw new UserError('needs a value', { where, remedy: `Write ${where} ${option.value ?? 'VALUE'}.` });
  }
  return value;
}

function unknownFlag(typed: string, flags: readonly string[]): UserError {
  const name = typed.replace(/^-+/, '');
  const near = flags
    .map((flag) => ({ flag, distance: editDistance(name, flag) }))
    .filter(({ flag, distance }) => distance <= Math.max(1, Math.floor(flag.length / 2)))
    .sort((a, b) => a.distance - b.distance)[0];
  const remedy = near === undefined ? 'Use --help to see the flags.' : `Did you mean --${near.flag}?`;
  return new UserError(`unknown flag ${typed}`, { remedy });
}

/** Levenshtein: fewest insertions, deletions and replacements of a character. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
