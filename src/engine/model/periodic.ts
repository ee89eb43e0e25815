/** The largest prime below 2^16: where numbers repeat, they do at another column of every row and another place of every block of 64. */
const PERIOD = 65_521;

/** Fills `target` with numbers as drawn, the first 65,521 of them over and over: 4 M numbers for a probe took longer to draw than to multiply. */
export function periodic<T extends Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>>(
  target: T,
  draw: () => number,
): T {
  const drawn = Math.min(PERIOD, target.length);
  for (let i = 0; i < drawn; i++) target[i] = draw();
  for (let filled = drawn; filled < target.length; filled *= 2) target.copyWithin(filled, 0, filled);
  return target;
}
