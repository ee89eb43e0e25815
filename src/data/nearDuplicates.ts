import { createPacer } from '../lib/pacing.ts';
import { hashString, mixSeeds } from '../lib/random.ts';
import { jaccard, normalWords, shingles } from './shingles.ts';
import { createUnionFind } from './unionFind.ts';

export interface NearDuplicateOptions {
  /** Two texts are near-duplicates from this Jaccard similarity of their three-word shingles on (0 < threshold <= 1). */
  readonly threshold?: number;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** One word changed in about 60 still counts; texts that only share the phrases of a form do not. */
const NEAR_DUPLICATE = 0.9;

/**
 * Groups texts that are the same in normalised words, or near-duplicates of each other, directly or through others of the group.
 * `result[i]` = index of the first text of i's group; a text without any word is alike only where it is equal.
 *
 * Finds every pair (no sampling): a prefix filter names the candidates (Bayardo, Ma, Srikant 2007: with shingles in one order, rare ones
 * first, two sets of Jaccard >= t share one of the first |x| - ceil(t |x|) + 1), and each is verified on the shingles themselves.
 */
export async function groupNearDuplicates(
  texts: readonly string[],
  { threshold = NEAR_DUPLICATE, onProgress, signal }: NearDuplicateOptions = {},
): Promise<Int32Array> {
  const breathe = createPacer(signal);
  const groups = createUnionFind(texts.length);
  const sketches = await sketchDistinct(texts, groups.join, breathe);
  const postings = new Map<number, number[]>();
  const metBy = new Int32Array(sketches.length).fill(-1);
  for (const [at, sketch] of sketches.entries()) {
    if (at % 64 === 0) onProgress?.(at, sketches.length);
    await breathe();
    const smallest = Math.ceil(threshold * sketch.keys.length);
    let own: Set<string> | null = null;
    for (const key of sketch.keys.subarray(0, sketch.keys.length - smallest + 1)) {
      if (key < 2 * RANK) continue; // in no other text
      const list = postings.get(key);
      for (const other of list ?? []) {
        if (metBy[other] === at) continue;
        metBy[other] = at;
        const candidate = sketches[other] as Sketch;
        if (candidate.keys.length < smallest) continue;
        if (groups.find(candidate.text) === groups.find(sketch.text)) continue;
        if (!mayReach(candidate.keys, sketch.keys, threshold)) continue;
        own ??= shinglesOf(texts, sketch);
        if (jaccard(own, shinglesOf(texts, candidate)) >= threshold) groups.join(candidate.text, sketch.text);
      }
      if (list === undefined) postings.set(key, [at]);
      else list.push(at);
    }
  }
  onProgress?.(sketches.length, sketches.length);
  return groups.roots();
}

/** A text by its shingles as sorted numbers: how many texts hold it (RANK and up), then its 32-bit hash. */
interface Sketch {
  readonly text: number;
  readonly keys: Float64Array;
}

const RANK = 2 ** 32;

/** Sketches of the texts with different words, the shortest first; texts with the same words are joined. */
async function sketchDistinct(
  texts: readonly string[],
  join: (a: number, b: number) => void,
  breathe: () => Promise<void>,
): Promise<Sketch[]> {
  const distinct = new Map<string, number>();
  const sketches: Sketch[] = [];
  // By bucket, which is enough for an order: two hashes in one bucket only make each other look more frequent.
  const frequency = new Uint32Array(2 ** 20);
  const bucket = (hash: number) => mixSeeds(hash) % frequency.length;
  for (const [i, text] of texts.entries()) {
    await breathe();
    const words = normalWords(text);
    const identity = words.length === 0 ? `=${text}` : words.join(' ');
    const first = distinct.get(identity);
    if (first !== undefined) {
      join(first, i);
      continue;
    }
    distinct.set(identity, i);
    if (words.length === 0) continue;
    const keys = Float64Array.from(shingles(words), hashString);
    for (const hash of keys) frequency[bucket(hash)] = (frequency[bucket(hash)] as number) + 1;
    sketches.push({ text: i, keys });
  }
  for (const { keys } of sketches) {
    await breathe();
    for (const [i, hash] of keys.entries()) keys[i] = (frequency[bucket(hash)] as number) * RANK + hash;
    keys.sort();
  }
  return sketches.sort((a, b) => a.keys.length - b.keys.length || a.text - b.text);
}

function shinglesOf(texts: readonly string[], { text }: Sketch): Set<string> {
  return shingles(normalWords(texts[text] as string));
}

/** Whether two sorted lists of keys reach the threshold; hashes that collide only raise the similarity, so nothing is missed. */
function mayReach(a: Float64Array, b: Float64Array, threshold: number): boolean {
  const needed = Math.ceil((threshold / (1 + threshold)) * (a.length + b.length) - 1e-9);
  let [i, j, shared] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if (shared + Math.min(a.length - i, b.length - j) < needed) return false;
    const [x, y] = [a[i] as number, b[j] as number];
    if (x === y) {
      shared++;
      i++;
      j++;
    } else if (x < y) i++;
    else j++;
  }
  return shared >= needed;
}
