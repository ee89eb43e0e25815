import '../lib/noEval.ts';
import { z } from 'zod';

/** Where a setting stands: the section of `--help` and the fieldset of the form. */
export type SettingGroup = 'model' | 'data' | 'adapter' | 'training' | 'engine' | 'report';

/** What a person reads about a setting, whichever way it is asked for. */
export interface SettingText {
  /** Without the dashes: `batch-size`. */
  readonly flag: string;
  readonly group: SettingGroup;
  readonly label: string;
  /** At most 30 words. */
  readonly help: string;
  readonly unit?: string;
  /** What stands for the value in the help of the command line: `COLUMN`. */
  readonly placeholder?: string;
}

export type SettingKind = 'integer' | 'number' | 'text' | 'texts' | 'choice' | 'choices' | 'switch' | 'percentages';

/** One row of the table: how its value is judged, read from a command line and written back. */
export interface Setting<T> extends SettingText {
  readonly kind: SettingKind;
  readonly schema: z.ZodType<T>;
  /** The recipe's value. */
  readonly initial: T;
  /** Both ends allowed; null where the value has no size. */
  readonly range: { readonly min: number; readonly max: number } | null;
  readonly choices: readonly string[] | null;
  /** The value may be left open (null). */
  readonly optional: boolean;
  /** "a whole number from 1 to 256": the end of the message for a bad value. */
  readonly allowed: string;
  /** From what was typed; what cannot be read comes back as typed, for `schema` to refuse. */
  readonly read: (texts: readonly string[]) => unknown;
  /** The texts that `read` would turn into this value; none for null. */
  readonly write: (value: T) => readonly string[];
}

type Sized<T> = SettingText & { readonly min: number; readonly max: number; readonly initial: T };

const last = (texts: readonly string[]): string => texts[texts.length - 1] ?? '';

/** `Number('')` is 0 and `Number('0x10')` is 16; a person who types those meant something else. */
function readNumber(text: string): unknown {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : text;
}

/** 1e-7 rather than 0.0000001, 2000 rather than 2e+3. */
export function formatSetting(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value);
}

function sized(kind: 'integer' | 'number', { min, max, initial, ...text }: Sized<number>): Setting<number> {
  const limits = `${formatSetting(min)} to ${formatSetting(max)}`;
  return {
    ...text,
    kind,
    schema: (kind === 'integer' ? z.int() : z.number()).min(min).max(max),
    initial,
    range: { min, max },
    choices: null,
    optional: false,
    allowed: `${kind === 'integer' ? 'a whole number' : 'a number'} from ${limits}`,
    read: (texts) => readNumber(last(texts)),
    write: (value) => [formatSetting(value)],
  };
}

export const integer = (spec: Sized<number>): Setting<number> => sized('integer', spec);
export const number = (spec: Sized<number>): Setting<number> => sized('number', spec);

/** A whole number that may be left open. */
export function optionalInteger({ initial, ...spec }: Sized<number | null>): Setting<number | null> {
  const base = integer({ ...spec, initial: spec.min });
  return {
    ...base,
    schema: base.schema.nullable(),
    initial,
    optional: true,
    write: (value) => (value === null ? [] : base.write(value)),
  };
}

export function text(spec: SettingText & { readonly initial: string }): Setting<string> {
  return {
    ...spec,
    kind: 'text',
    schema: z.string().min(1),
    range: null,
    choices: null,
    optional: false,
    allowed: 'a text that is not empty',
    read: last,
    write: (value) => [value],
  };
}

/** A text in which the two characters `\\n`, as typed on a command line, make a new line. */
export function template(spec: SettingText & { readonly initial: string }): Setting<string> {
  return {
    ...text(spec),
    read: (given) => unescapeNewlines(last(given)),
    write: (value) => [value.replaceAll('\n', '\\n')],
  };
}

export const unescapeNewlines = (typed: string): string => typed.replaceAll('\\n', '\n');

export function optionalText({
  initial,
  ...spec
}: SettingText & { readonly initial: string | null }): Setting<string | null> {
  const base = text({ ...spec, initial: '' });
  return {
    ...base,
    schema: base.schema.nullable(),
    initial,
    optional: true,
    write: (value) => (value === null ? [] : [value]),
  };
}

/** A flag that may be given several times. */
export function texts(spec: SettingText & { readonly initial: readonly string[] }): Setting<readonly string[]> {
  return {
    ...spec,
    kind: 'texts',
    schema: z.array(z.string().min(1)).readonly(),
    range: null,
    choices: null,
    optional: false,
    allowed: 'texts that are not empty',
    read: (given) => given,
    write: (value) => value,
  };
}

export function choice<const C extends string>(
  spec: SettingText & { readonly initial: NoInfer<C>; readonly choices: readonly [C, ...C[]] },
): Setting<C> {
  return {
    ...spec,
    kind: 'choice',
    schema: z.enum(spec.choices) as unknown as z.ZodType<C>,
    range: null,
    optional: false,
    allowed: orList(spec.choices),
    read: last,
    write: (value) => [value],
  };
}

/** Some of the choices, at least one, separated by commas. */
export function choices<const C extends string>(
  spec: SettingText & { readonly initial: readonly NoInfer<C>[]; readonly choices: readonly [C, ...C[]] },
): Setting<readonly C[]> {
  const members = z.array(z.enum(spec.choices)).min(1);
  return {
    ...spec,
    kind: 'choices',
    schema: members.refine((value) => new Set(value).size === value.length) as unknown as z.ZodType<readonly C[]>,
    range: null,
    optional: false,
    allowed: `one or more of ${spec.choices.join(', ')}, each once, separated by commas`,
    read: (given) =>
      last(given)
        .split(',')
        .map((part) => part.trim()),
    write: (value) => [value.join(',')],
  };
}

/** On or off. */
export function onOff(spec: SettingText & { readonly initial: boolean }): Setting<boolean> {
  return {
    ...spec,
    kind: 'switch',
    schema: z.boolean(),
    range: null,
    choices: ['on', 'off'],
    optional: false,
    allowed: 'on or off',
    read: (given) => ({ on: true, off: false })[last(given)] ?? last(given),
    write: (value) => [value ? 'on' : 'off'],
  };
}

/** Three percentages above 0 that make 100. */
export function percentages(
  spec: SettingText & { readonly initial: readonly [number, number, number] },
): Setting<readonly [number, number, number]> {
  const part = z.number().gt(0).lt(100);
  return {
    ...spec,
    kind: 'percentages',
    schema: z
      .tuple([part, part, part])
      .readonly()
      .refine((parts) => Math.abs(parts[0] + parts[1] + parts[2] - 100) < 1e-9),
    range: null,
    choices: null,
    optional: false,
    allowed: 'three percentages above 0 that make 100, such as 80,10,10',
    read: (given) => last(given).split(',').map(readNumber),
    write: (value) => [value.join(',')],
  };
}

/** `a`, `a or b`, `a, b or c`. */
function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}
