/** Reads a golden case written by the real Python stack (tools/golden holds the generator; README.md there says what each tensor is). */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { toF32 } from '../../formats/floats.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import type { LoraSettings, NamedTensor, TensorSource, TokenRow } from '../types.ts';

export const CASES = ['llama-gqa', 'llama-untied', 'qwen2', 'qwen3', 'smollm3'] as const;
export type CaseName = (typeof CASES)[number];

function path(name: CaseName, file: string): string {
  return fileURLToPath(new URL(`./golden/${name}/${file}`, import.meta.url));
}

export function goldenJson<T>(name: CaseName, file: string): T {
  return JSON.parse(readFileSync(path(name, file), 'utf8')) as T;
}

/** Named f32 tensors of a safetensors file. */
export function goldenTensors(name: CaseName, file: string): NamedTensor[] {
  const { tensors } = readSafetensors(readFileSync(path(name, file)));
  return [...tensors]
    .filter(([, t]) => t.dtype === 'F32')
    .map(([key, t]) => ({ name: key, shape: t.shape, data: toF32(t.dtype, t.bytes) }));
}

export function goldenSource(name: CaseName): TensorSource {
  const { tensors } = readSafetensors(readFileSync(path(name, 'model.safetensors')));
  return {
    tensors: [...tensors].map(([key, t]) => ({ name: key, dtype: t.dtype, shape: t.shape })),
    read: async (key) => new Uint8Array(tensors.get(key)?.bytes ?? []),
  };
}

export function goldenLora(name: CaseName): { lora: LoraSettings; doubleQuant: boolean } {
  const golden = goldenJson<{
    double_quant: boolean;
    lora: { r: number; alpha: number; rslora: boolean | null; targets: LoraSettings['targets'] };
  }>(name, 'golden.json');
  const { r, alpha, rslora, targets } = golden.lora;
  return { lora: { rank: r, alpha, dropout: 0, targets, rslora: rslora ?? false }, doubleQuant: golden.double_quant };
}

export interface GoldenRows {
  readonly rows: TokenRow[];
  /** [M] pairs (row, position) whose logits are stored. */
  readonly index: readonly (readonly [number, number])[];
  /** Width of the padded [B, S] tensors. */
  readonly width: number;
}

/** The unpadded rows of the padded batch in expected.safetensors. */
export function goldenRows(name: CaseName): GoldenRows {
  const { tensors } = readSafetensors(readFileSync(path(name, 'expected.safetensors')));
  const ints = (key: string) => {
    const t = tensors.get(key);
    if (!t) throw new Error(`${name} has no ${key}`);
    return { shape: t.shape, data: new Int32Array(new Uint8Array(t.bytes).buffer) };
  };
  const ids = ints('input_ids');
  const labels = ints('labels');
  const mask = ints('attention_mask');
  const pairs = ints('logits_index').data;
  const [B = 0, S = 0] = ids.shape;
  const rows = Array.from({ length: B }, (_, b): TokenRow => {
    const length = mask.data.subarray(b * S, (b + 1) * S).reduce((sum, m) => sum + m, 0);
    return tokenRow(ids.data.subarray(b * S, b * S + length), labels.data.subarray(b * S, b * S + length));
  });
  return {
    rows,
    width: S,
    index: Array.from(
      { length: pairs.length / 2 },
      (_, i) => [pairs[2 * i] as number, pairs[2 * i + 1] as number] as const,
    ),
  };
}

export function tokenRow(ids: ArrayLike<number>, labels: ArrayLike<number>): TokenRow {
  return { ids: Uint32Array.from(ids), supervised: Uint8Array.from(labels, (label) => (label === -100 ? 0 : 1)) };
}

/** max|a - e| and max|e|: the golden rule is max|a - e| <= atol + rtol max|e|. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): { worst: number; top: number } {
  let worst = actual.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  let top = 0;
  for (let i = 0; i < expected.length; i++) {
    const e = expected[i] as number;
    const difference = Math.abs((actual[i] as number) - e);
    worst = Math.max(worst, difference); // NaN stays NaN and fails every bound
    top = Math.max(top, Math.abs(e));
  }
  return { worst, top };
}
