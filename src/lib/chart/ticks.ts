/** Round values from just below `lowest` to just above `highest`, four to seven of them, in steps of 1, 2 or 5 times a power of ten. */
export function roundTicks(lowest: number, highest: number): number[] {
  const span = Math.max(highest - lowest, 1e-6);
  const power = 10 ** Math.floor(Math.log10(span / 4));
  const step = power * ([1, 2, 5].find((factor) => span / (power * factor) <= 5) ?? 10);
  const first = Math.floor(lowest / step);
  const last = Math.max(first + 1, Math.ceil(highest / step));
  // Multiples of the step, freed of binary dust: 0.30000000000000004 -> 0.3.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
