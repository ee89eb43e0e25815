/**
 * Seeded pseudo-random numbers: xoshiro128** (Blackman and Vigna 2018) whose state is filled by splitmix32. The same seed gives the same
 * numbers on every engine; `normal` alone goes through Math.log and Math.cos, whose last bit engines may round differently.
 */
export interface Random {
  /** Uniform in [0, 1) with 53 random bits. */
  next(): number;
  /** Uniform integer in [0, n), 1 <= n <= 2^53. */
  integer(n: number): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
}

/** `seed`: any safe integer; numbers that differ above bit 32 give different streams too. */
export function createRandom(seed: number): Random {
  let state = mixSeeds(seed);
  const word = () => {
    state = (state + 0x9e3779b9) | 0;
    return avalanche(state);
  };
  let s0 = word();
  let s1 = word();
  let s2 = word();
  let s3 = word();
  if ((s0 | s1 | s2 | s3) === 0) s0 = 1; // the one state that xoshiro cannot leave
  let spare: number | null = null;

  const next32 = () => {
    const scrambled = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotateLeft(s3, 11);
    return scrambled;
  };
  const next = () => {
    const high = next32() >>> 5; // 27 bits
    const low = next32() >>> 6; // 26 bits
    return (high * 2 ** 26 + low) / 2 ** 53;
  };
  const normal = () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - next())); // 1 - next() is in (0, 1]
    const angle = 2 * Math.PI * next();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  return { next, integer: (n) => Math.floor(next() * n), normal };
}

/** A shuffled copy (Fisher-Yates). */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const result = items.slice();
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const held = result[i] as T;
    result[i] = result[j] as T;
    result[j] = held;
  }
  return result;
}

/** 32-bit hash of a text's UTF-16 code units (FNV-1a with a final avalanche): for seeds and buckets, not for identity. */
export function hashString(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  return avalanche(hash) >>> 0;
}

/** One 32-bit seed out of several numbers; their order and count matter. Integers are used up to 2^53. */
export function mixSeeds(...numbers: readonly number[]): number {
  let hash = 0x6a09e667 ^ numbers.length;
  for (const value of numbers) {
    hash = avalanche((hash ^ value) + 0x9e3779b9);
    hash = avalanche((hash ^ Math.floor(value / 2 ** 32)) + 0x9e3779b9);
  }
  return hash >>> 0;
}

/** The `counter`-th 32-bit word of a stream that is named by `key`, without state: any word can be had alone, in any order. */
export function counterWord(key: number, counter: number): number {
  return avalanche((key + Math.imul(counter, 0x9e3779b9)) | 0) >>> 0;
}

/** The finaliser of splitmix32: every input bit reaches every output bit. */
function avalanche(value: number): number {
  let z = value | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return z ^ (z >>> 15);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
