/** Rotary scaling of a GGUF file as config.json would name it. */
import type { GgufMetadata } from '../formats/ggufMetadata.ts';
import { UserError } from '../lib/errors.ts';
import type { GgufShape } from './ggufConfig.ts';

/** What every Llama 3.1, 3.2 and 3.3 has; only `factor` differs (8 or 32). */
const LLAMA3 = { low_freq_factor: 1, high_freq_factor: 4, original_max_position_embeddings: 8192 };
/** The converter computes the divisors in f32. */
const TOLERANCE = 1e-4;

/**
 * Llama 3's scaling stands in a GGUF as the tensor rope_freqs.weight [headDim / 2], by which each frequency is divided. It is recognised
 * by computing those divisors again. @throws UserError for any other divisors, and for linear, YaRN or long-rope scaling.
 */
export function ggufRopeScaling(
  metadata: GgufMetadata,
  { architecture, headDim }: Pick<GgufShape, 'architecture' | 'headDim'>,
  divisors: Float32Array | null,
  where: string,
): unknown {
  const key = (name: string) => `${architecture}.rope.${name}`;
  const type = metadata.text(key('scaling.type'), 'none');
  const factor = metadata.number(key('scaling.factor'), 1) * metadata.number(key('scale_linear'), 1);
  if (type !== 'none' && factor !== 1) {
    throw new UserError(`${key('scaling.type')} "${type}" with factor ${factor} is not supported`, {
      where,
      remedy: "Supported: no scaling, and Llama 3's.",
    });
  }
  if (type === 'none' && factor !== 1) {
    throw new UserError(`rotary positions are scaled by ${factor}, which is not supported`, {
      where: `${where}: ${key('scaling.factor')}`,
    });
  }
  if (divisors === null) return null;
  const largest = Math.max(...divisors);
  const theta = metadata.number(key('freq_base'), 10_000);
  const matches =
    divisors.length === headDim / 2 &&
    divisors.every(
      (divisor, i) => Math.abs(divisor / llama3Divisor(theta ** ((-2 * i) / headDim), largest) - 1) < TOLERANCE,
    );
  if (!matches) {
    throw new UserError("its rotary frequencies are not those of Llama 3's scaling, so they are not supported", {
      where: `${where}: tensor "rope_freqs.weight"`,
    });
  }
  return largest === 1 ? null : { rope_type: 'llama3', factor: largest, ...LLAMA3 };
}

/** Spec 3.3, as convert_hf_to_gguf.py writes it. */
function llama3Divisor(frequency: number, factor: number): number {
  const wavelength = (2 * Math.PI) / frequency;
  const { low_freq_factor: low, high_freq_factor: high, original_max_position_embeddings: original } = LLAMA3;
  if (wavelength < original / high) return 1;
  if (wavelength > original / low) return factor;
  const smooth = (original / wavelength - low) / (high - low);
  return 1 / ((1 - smooth) / factor + smooth);
}
