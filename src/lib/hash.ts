/** SHA-256 (FIPS 180-4) in plain TypeScript: synchronous and the same in page, worker and Node; crypto.subtle is async and needs https. */

const ROUND_CONSTANTS = primeRootBits(64, (prime) => Math.cbrt(prime));
const INITIAL_STATE = primeRootBits(8, (prime) => Math.sqrt(prime));

/** SHA-256 of the bytes (a text counts as UTF-8), 64 hex digits. */
export function sha256(input: Uint8Array | string): string {
  const hash = createSha256();
  hash.update(typeof input === 'string' ? new TextEncoder().encode(input) : input);
  return hash.digest();
}

/** SHA-256 of bytes that come in pieces. */
export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** 64 hex digits; nothing may be added afterwards. */
  digest(): string;
}

export function createSha256(): Sha256 {
  const state = INITIAL_STATE.slice();
  const schedule = new Int32Array(64);
  const rest = new Uint8Array(64);
  const restView = new DataView(rest.buffer);
  let restLength = 0;
  let length = 0;
  const update = (bytes: Uint8Array): void => {
    length += bytes.length;
    let at = 0;
    if (restLength > 0) {
      at = Math.min(64 - restLength, bytes.length);
      rest.set(bytes.subarray(0, at), restLength);
      restLength += at;
      if (restLength < 64) return;
      compress(state, schedule, restView, 0);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (; at + 64 <= bytes.length; at += 64) compress(state, schedule, view, at);
    rest.set(bytes.subarray(at));
    restLength = bytes.length - at;
  };
  return {
    update,
    digest() {
      const tail = new Uint8Array(restLength < 56 ? 64 : 128);
      tail.set(rest.subarray(0, restLength));
      tail[restLength] = 0x80;
      const view = new DataView(tail.buffer);
      view.setUint32(tail.length - 8, Math.floor(length / 2 ** 29));
      view.setUint32(tail.length - 4, (length * 8) % 2 ** 32);
      for (let at = 0; at < tail.length; at += 64) compress(state, schedule, view, at);
      return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
    },
  };
}

/** 64-bit identity of data, 16 hex digits: the head of its SHA-256. */
export function fingerprint(input: Uint8Array | string): string {
  return sha256(input).slice(0, 16);
}

function compress(state: Int32Array, schedule: Int32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i++) schedule[i] = view.getInt32(at + i * 4);
  for (let i = 16; i < 64; i++) {
    const w15 = schedule[i - 15] as number;
    const w2 = schedule[i - 2] as number;
    const small0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3);
    const small1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10);
    schedule[i] = ((schedule[i - 16] as number) + small0 + (schedule[i - 7] as number) + small1) | 0;
  }
  // One by one: taking an array apart goes through its iterator, which costs as much as the rounds.
  let a = state[0] as number;
  let b = state[1] as number;
  let c = state[2] as number;
  let d = state[3] as number;
  let e = state[4] as number;
  let f = state[5] as number;
  let g = state[6] as number;
  let h = state[7] as number;
  for (let i = 0; i < 64; i++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choose = (e & f) ^ (~e & g);
    const t1 = (h + big1 + choose + (ROUND_CONSTANTS[i] as number) + (schedule[i] as number)) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const t2 = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0] as number) + a;
  state[1] = (state[1] as number) + b;
  state[2] = (state[2] as number) + c;
  state[3] = (state[3] as number) + d;
  state[4] = (state[4] as number) + e;
  state[5] = (state[5] as number) + f;
  state[6] = (state[6] as number) + g;
  state[7] = (state[7] as number) + h;
}

function rotate(value: number, bits: number): number {
  return (value >>> bits) | (value << (32 - bits));
}

/** The first 32 bits of the fractional parts of the roots of the first primes: the constants as the standard defines them. */
function primeRootBits(count: number, root: (prime: number) => number): Int32Array {
  const bits = new Int32Array(count);
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.some((prime) => candidate % prime === 0)) continue;
    const value = root(candidate);
    bits[primes.length] = Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
    primes.push(candidate);
  }
  return bits;
}
