import type { Example } from '../data/examples.ts';
import { PART_NAMES, type PartName } from '../data/split.ts';
import type { TokenRow } from '../engine/types.ts';
import { readSafetensors, type SafetensorsTensor } from '../formats/safetensors.ts';
import { writeSafetensors } from '../formats/safetensorsWrite.ts';
import { fingerprint } from '../lib/hash.ts';
import type { RunData, RunPart } from './data.ts';
import type { DataOrigin } from './record.ts';

/**
 * The rows of a run as one file: per part `ids` and `supervised` of all rows end to end with the rows' `lengths`, and the rest as JSON.
 * It is read back only where its fingerprint is the one that was noted when it was written, so that its content is our own.
 */
export function writeDataFile(data: RunData): Uint8Array<ArrayBuffer> {
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const bytesOf = (name: string, bytes: Uint8Array) => ({ name, dtype: 'U8' as const, shape: [bytes.length], bytes });
  const tensors = PART_NAMES.flatMap((part) => {
    const { examples, rows } = data.parts[part];
    return [
      words(`${part}.lengths`, [Uint32Array.from(rows, ({ ids }) => ids.length)]),
      words(
        `${part}.ids`,
        rows.map(({ ids }) => ids),
      ),
      bytesOf(`${part}.supervised`, joined(rows.map(({ supervised }) => supervised))),
      bytesOf(`${part}.examples`, json(examples)),
    ];
  });
  return writeSafetensors([...tensors, bytesOf('about', json({ origin: data.origin, fingerprint: data.fingerprint }))]);
}

/** What a data file must hash to. */
export function dataFileHash(bytes: Uint8Array): string {
  return fingerprint(bytes);
}

/** The rows; null when the bytes are not those of `hash`. */
export function readDataFile(bytes: Uint8Array, hash: string): RunData | null {
  if (dataFileHash(bytes) !== hash) return null;
  const { tensors } = readSafetensors(bytes);
  const about = parse<{ origin: DataOrigin; fingerprint: string }>(tensors.get('about'));
  const parts = Object.fromEntries(PART_NAMES.map((part) => [part, readPart(tensors, part)]));
  return { ...about, parts: parts as Record<PartName, RunPart> };
}

function readPart(tensors: ReadonlyMap<string, SafetensorsTensor>, part: PartName): RunPart {
  const lengths = toWords(tensors.get(`${part}.lengths`));
  const ids = toWords(tensors.get(`${part}.ids`));
  const supervised = bytesIn(tensors.get(`${part}.supervised`));
  const rows: TokenRow[] = [];
  let at = 0;
  for (const length of lengths) {
    rows.push({ ids: ids.slice(at, at + length), supervised: supervised.slice(at, at + length) });
    at += length;
  }
  return { examples: parse<Example[]>(tensors.get(`${part}.examples`)), rows };
}

function words(name: string, parts: readonly Uint32Array[]) {
  const bytes = joined(parts.map((part) => new Uint8Array(part.buffer, part.byteOffset, part.byteLength)));
  return { name, dtype: 'U32' as const, shape: [bytes.length / 4], bytes };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function bytesIn(tensor: SafetensorsTensor | undefined): Uint8Array {
  if (tensor === undefined) throw new Error('Assertion failed: a data file with the right hash lacks a tensor');
  return tensor.bytes;
}

/** A copy: the bytes in the file need not be aligned to 4. */
function toWords(tensor: SafetensorsTensor | undefined): Uint32Array {
  return new Uint32Array(bytesIn(tensor).slice().buffer);
}

function parse<T>(tensor: SafetensorsTensor | undefined): T {
  return JSON.parse(new TextDecoder().decode(bytesIn(tensor))) as T;
}
