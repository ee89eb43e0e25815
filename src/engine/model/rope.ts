import type { ModelConfig } from './config.ts';

/**
 * Rotation speed of each pair of a head: theta^(-2i/Dh), with Llama 3's scaling where the config asks for it (spec 3.3): wavelengths over
 * originalLength / low are slowed by `factor`, those under originalLength / high kept, between them interpolated. f32 where transformers is.
 */
export function inverseFrequencies(config: Pick<ModelConfig, 'headDim' | 'ropeTheta' | 'ropeScaling'>): Float64Array {
  const { headDim, ropeTheta, ropeScaling } = config;
  const out = new Float64Array(headDim / 2);
  for (let i = 0; i < out.length; i++) {
    const inverse = Math.fround(1 / Math.fround(ropeTheta ** Math.fround((2 * i) / headDim)));
    out[i] = ropeScaling ? Math.fround(scaled(inverse, ropeScaling)) : inverse;
  }
  return out;
}

/** What Llama 3's scaling divides each frequency by [Dh / 2]: how GGUF files store it. */
export function rotaryDivisors(
  config: Pick<ModelConfig, 'headDim' | 'ropeTheta' | 'ropeScaling'>,
): Float32Array<ArrayBuffer> {
  const plain = inverseFrequencies({ ...config, ropeScaling: null });
  return Float32Array.from(inverseFrequencies(config), (slowed, i) => (plain[i] as number) / slowed);
}

function scaled(inverse: number, s: NonNullable<ModelConfig['ropeScaling']>): number {
  const wavelength = (2 * Math.PI) / inverse;
  if (wavelength < s.originalLength / s.highFreqFactor) return inverse;
  if (wavelength > s.originalLength / s.lowFreqFactor) return inverse / s.factor;
  const mix = (s.originalLength / wavelength - s.lowFreqFactor) / (s.highFreqFactor - s.lowFreqFactor);
  return ((1 - mix) * inverse) / s.factor + mix * inverse;
}

/** The table of an angle of 0 everywhere, for layers that do not rotate: x * 1 - y * 0 keeps every bit of x. */
export function unrotatedTable(headDim: number, positions: number): Float32Array<ArrayBuffer> {
  const table = new Float32Array(positions * headDim);
  for (let at = 0; at < table.length; at += headDim) table.fill(1, at, at + headDim / 2);
  return table;
}

/** [positions, Dh]: cosines of the Dh/2 angles, then their sines; the angle is rounded to f32 as transformers does, its cosine taken in f64. */
export function ropeTable(
  config: Pick<ModelConfig, 'headDim' | 'ropeTheta' | 'ropeScaling'>,
  positions: number,
): Float32Array<ArrayBuffer> {
  const inverse = inverseFrequencies(config);
  const half = inverse.length;
  const table = new Float32Array(positions * config.headDim);
  for (let p = 0; p < positions; p++) {
    for (let i = 0; i < half; i++) {
      const angle = Math.fround(p * (inverse[i] as number));
      table[p * config.headDim + i] = Math.cos(angle);
      table[p * config.headDim + half + i] = Math.sin(angle);
    }
  }
  return table;
}
