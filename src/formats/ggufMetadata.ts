/** The values of a GGUF header, and checked access to them. */
import { UserError } from '../lib/errors.ts';
import type { GgufCursor } from './ggufCursor.ts';

/** Arrays of numbers (and of booleans, as 0 and 1) stay typed arrays; 64-bit integers become the nearest number. */
export type GgufValue = string | number | boolean | readonly string[] | GgufNumbers | readonly GgufValue[];
type GgufNumbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

const TEXT = 8;
const ARRAY = 9;
/** Vocabularies end at 300,000 tokens, their merges at some 500,000. */
const MAX_ITEMS = 2 ** 22;
const MAX_DEPTH = 4;

interface NumberType {
  readonly bytes: number;
  readonly read: (buffer: ArrayBuffer) => GgufNumbers;
}

const NUMBER_TYPES: Readonly<Record<number, NumberType>> = {
  0: { bytes: 1, read: (buffer) => new Uint8Array(buffer) },
  1: { bytes: 1, read: (buffer) => new Int8Array(buffer) },
  2: { bytes: 2, read: (buffer) => new Uint16Array(buffer) },
  3: { bytes: 2, read: (buffer) => new Int16Array(buffer) },
  4: { bytes: 4, read: (buffer) => new Uint32Array(buffer) },
  5: { bytes: 4, read: (buffer) => new Int32Array(buffer) },
  6: { bytes: 4, read: (buffer) => new Float32Array(buffer) },
  7: { bytes: 1, read: (buffer) => new Uint8Array(buffer) },
  10: { bytes: 8, read: (buffer) => Float64Array.from(new BigUint64Array(buffer), Number) },
  11: { bytes: 8, read: (buffer) => Float64Array.from(new BigInt64Array(buffer), Number) },
  12: { bytes: 8, read: (buffer) => new Float64Array(buffer) },
};
const BOOLEAN = 7;

/** The type and the value at the cursor. */
export function readGgufValue(cursor: GgufCursor, key: string): GgufValue {
  return readValue(cursor, cursor.u32(), key, 0);
}

function readValue(cursor: GgufCursor, type: number, key: string, depth: number): GgufValue {
  if (type === TEXT) return cursor.text(`metadata ${key}`);
  if (type === ARRAY) return readArray(cursor, key, depth);
  const value = readNumbers(cursor, type, 1, key)[0] as number;
  if (type !== BOOLEAN) return value;
  if (value > 1) throw cursor.damaged(`metadata ${key} is a boolean of value ${value}`);
  return value === 1;
}

function readArray(cursor: GgufCursor, key: string, depth: number): GgufValue {
  const type = cursor.u32();
  const length = cursor.u64();
  if (length > MAX_ITEMS) throw cursor.damaged(`metadata ${key} announces ${length} items, more than ${MAX_ITEMS}`);
  if (type !== TEXT && type !== ARRAY) return readNumbers(cursor, type, length, key);
  if (depth === MAX_DEPTH) throw cursor.damaged(`metadata ${key} is a list within lists, deeper than ${MAX_DEPTH}`);
  cursor.require(length, type === TEXT ? 8 : 12, `metadata ${key}`);
  const items: GgufValue[] = [];
  for (let i = 0; i < length; i++) items.push(readValue(cursor, type, key, depth + 1));
  return items;
}

function readNumbers(cursor: GgufCursor, type: number, count: number, key: string): GgufNumbers {
  const known = NUMBER_TYPES[type];
  if (known === undefined) throw cursor.damaged(`metadata ${key} has the unknown type ${type}`);
  return known.read(cursor.bytes(count, known.bytes, `metadata ${key}`).buffer);
}

/**
 * Metadata by key. Each accessor throws a UserError naming file and key when the value is of another kind, or missing without a
 * `fallback` (null is a fallback too).
 */
export interface GgufMetadata {
  readonly keys: readonly string[];
  has(key: string): boolean;
  text<T extends string | null = string>(key: string, fallback?: T): string | T;
  /** A finite number. */
  number<T extends number | null = number>(key: string, fallback?: T): number | T;
  /** A whole number >= 0. */
  count<T extends number | null = number>(key: string, fallback?: T): number | T;
  flag<T extends boolean | null = boolean>(key: string, fallback?: T): boolean | T;
  texts(key: string): readonly string[];
  /** Numbers of an array. */
  numbers(key: string): ArrayLike<number>;
  /** Whether the value is a list (some files give one number per layer). */
  isList(key: string): boolean;
}

export function ggufMetadata(values: ReadonlyMap<string, GgufValue>, where: string): GgufMetadata {
  const get = <T, F = never>(
    key: string,
    fallback: F | undefined,
    kind: string,
    is: (value: GgufValue) => boolean,
  ): T | F => {
    const value = values.get(key);
    if (value === undefined) {
      if (fallback !== undefined) return fallback;
      throw new UserError(`the metadata holds no ${key}`, { where });
    }
    if (!is(value)) throw new UserError(`metadata ${key} is not ${kind}`, { where });
    return value as T;
  };
  return {
    keys: [...values.keys()],
    has: (key) => values.has(key),
    text: (key, fallback) => get(key, fallback, 'a text', (value) => typeof value === 'string'),
    number: (key, fallback) => get(key, fallback, 'a number', Number.isFinite),
    count: (key, fallback) =>
      get(key, fallback, 'a whole number', (value) => Number.isSafeInteger(value) && (value as number) >= 0),
    flag: (key, fallback) => get(key, fallback, 'true or false', (value) => typeof value === 'boolean'),
    texts: (key) => get<readonly string[]>(key, undefined, 'a list of texts', isTextList),
    numbers: (key) => get<ArrayLike<number>>(key, undefined, 'a list of numbers', (value) => ArrayBuffer.isView(value)),
    isList: (key) => typeof values.get(key) === 'object',
  };
}

function isTextList(value: GgufValue): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
