export interface TransferSample {
  readonly atMs: number;
  readonly bytes: number;
}

/** What came in this time decides the rate: long enough to be steady, short enough to follow a change. */
const WINDOW_MS = 10_000;

/** The samples that count from now on: with `next`, without those that are too old. Fewer bytes than before (a file anew) begin anew. */
export function addSample(samples: readonly TransferSample[], next: TransferSample): readonly TransferSample[] {
  const last = samples.at(-1);
  if (last !== undefined && next.bytes < last.bytes) return [next];
  const recent = samples.filter(({ atMs }) => next.atMs - atMs <= WINDOW_MS);
  return [...recent, next];
}

/** Bytes per second; null before two seconds of it are known. */
export function rateOf(samples: readonly TransferSample[]): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < 2000) return null;
  return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000;
}

/** Milliseconds until the rest is here; null: not known, or nothing comes. */
export function leftMs(samples: readonly TransferSample[], totalBytes: number): number | null {
  const rate = rateOf(samples);
  const last = samples.at(-1);
  return rate === null || rate <= 0 || last === undefined ? null : ((totalBytes - last.bytes) / rate) * 1000;
}
