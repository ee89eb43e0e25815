import type { LinearName } from '../engine/types.ts';
import type { RunConfig } from '../run/config.ts';
import type { ComparisonRecord, EvaluationRecord } from '../run/events.ts';
import type { GivenFile } from './engineApi.ts';

/** A PEFT adapter of the person's own, ours or anyone's: to start training from, or to be measured as it is. */
export interface AdapterApi {
  /** What the adapter is, and that it fits the model. Rejects with a UserError that names file, field or tensor, and both models. */
  checkAdapter(request: CheckAdapterRequest): Promise<AdapterFacts>;
  /** Test loss of the base and of the adapter on it. Rejects with AbortedError after `cancelMeasureAdapter`. */
  measureAdapter(
    request: MeasureAdapterRequest,
    rows: MessagePort,
    onProgress: (progress: AdapterProgress) => void,
  ): Promise<MeasuredAdapter>;
  cancelMeasureAdapter(): void;
}

/** One zip, or the files of a folder. They are read where they lie, each time anew. */
export interface GivenAdapter {
  readonly name: string;
  readonly files: readonly GivenFile[];
}

export interface CheckAdapterRequest {
  readonly adapter: GivenAdapter;
  /** The base, by its name for `config.model`. */
  readonly model: string;
  readonly modelsUrl: string;
}

export interface AdapterFacts {
  /** What a run takes over from it: its matrices have this shape. */
  readonly shape: Pick<RunConfig, 'rank' | 'alpha' | 'rslora'> & { readonly targets: readonly LinearName[] };
  /** The model that it says it was made for. */
  readonly baseModel: string | null;
  /** Trainable numbers. */
  readonly numbers: number;
  /** Why it may not belong to this model although it fits; null: nothing says so. */
  readonly doubt: string | null;
}

export interface MeasureAdapterRequest {
  readonly adapter: GivenAdapter;
  readonly config: RunConfig;
  readonly modelsUrl: string;
}

export interface AdapterProgress {
  readonly phase: 'load' | 'base' | 'adapter';
  readonly done: number;
  readonly total: number;
}

export interface MeasuredAdapter {
  readonly base: EvaluationRecord;
  readonly adapter: EvaluationRecord;
  readonly comparison: ComparisonRecord;
}
