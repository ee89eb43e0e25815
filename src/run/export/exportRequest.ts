/** What can be exported, and what a person asked for. */
import type { LoadedModel } from '../../hub/modelFiles.ts';
import type { AdapterParts } from './mergeAdapter.ts';
import type { WeightDtype } from './safetensorsModel.ts';

export const EXPORT_FORMS = ['adapter', 'merged', 'gguf-adapter', 'gguf-f16', 'gguf-q8_0', 'nf4'] as const;
export type ExportForm = (typeof EXPORT_FORMS)[number];

/** Forms that are made only when they are asked for. `nf4` is the base that the adapter was trained on, without the adapter. */
export const EXTRA_FORMS: readonly ExportForm[] = ['nf4'];

/** Forms that are nothing without an adapter. */
export const ADAPTER_FORMS: readonly ExportForm[] = ['adapter', 'gguf-adapter'];

export interface ExportRequest {
  readonly model: LoadedModel;
  /** null: the base model in other forms. */
  readonly adapter: AdapterParts | null;
  readonly forms: readonly ExportForm[];
  /** Stands in file names and in `general.name`. */
  readonly name: string;
  /** Type of the merged safetensors; `auto`: the 16-bit type of the base, else F16. */
  readonly dtype: WeightDtype | 'auto';
  readonly maxShardBytes: number;
  /** Whether the base was quantised twice in training; the README says so. */
  readonly doubleQuant: boolean;
}

export function ggufFileName(name: string, type: 'F16' | 'Q8_0'): string {
  return `${name}-${type.toLowerCase()}.gguf`;
}

/** A name in characters that every file system, and Ollama, takes. */
export function plainName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[.-]+/, '') || 'model';
}
