/** mix32 of shaders/lib/mix.wgsl, in 32-bit arithmetic: signed, as JavaScript's bit operations leave it. */
export function mixRef(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
  return h ^ (h >>> 15);
}
