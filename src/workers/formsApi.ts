import type { ExportForm } from '../run/export/exportRequest.ts';

export type { ExportForm };

/** The result of a run in the forms that other programs read; the adapter's own zip is made elsewhere. */
export interface FormsApi {
  /** What each form would be; nothing of the weights is read. Rejects with a UserError when the run's zip is damaged. */
  planForms(source: FormsSource): Promise<FormsPlan>;
  /**
   * Makes the files of one form and writes them as they are made. Rejects with AbortedError, a UserError (the model is not here or its file
   * changed) or a RunError (no space, no permission); nothing half-written stays then.
   */
  saveForm(request: SaveFormRequest, onProgress: (progress: FormProgress) => void): Promise<SavedForm>;
  cancelForm(): void;
}

export interface FormsSource {
  /** The zip of the run. */
  readonly archive: Blob;
  /** The base, by its name for `config.model`. */
  readonly model: string;
  /** Folder with the demo models, absolute. */
  readonly modelsUrl: string;
  /** What the files are called, without the form. */
  readonly name: string;
}

export type FormsPlan =
  /** The base was opened by the person, and is not here any more. */
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'planned';
      readonly forms: readonly FormFacts[];
      /** The 16-bit type of the base's own weights. */
      readonly naturalDtype: MergedDtype;
      /** Why the model may be another one than the run was trained on; null: nothing says so. */
      readonly doubt: string | null;
    };

export interface FormFacts {
  readonly form: ExportForm;
  readonly files: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly sizeBytes: number;
  /** Why this model has no such form; null: it has. */
  readonly refused: string | null;
}

export type MergedDtype = 'F16' | 'BF16';

export interface SaveFormRequest extends FormsSource {
  readonly form: ExportForm;
  readonly dtype: MergedDtype;
  readonly target: FormTarget;
  /** Write golden.json too: the model answers three questions on the GPU. */
  readonly golden: boolean;
}

export type FormTarget =
  /** A folder of the person's, in which a new one is made. */
  | { readonly kind: 'folder'; readonly folder: FileSystemDirectoryHandle }
  /** A file of the person's, for a zip. */
  | { readonly kind: 'file'; readonly file: FileSystemFileHandle }
  /** A zip in this browser's storage, or in memory where it has none, for its downloads. */
  | { readonly kind: 'download' };

export interface FormProgress {
  readonly phase: 'load' | 'ask' | 'write';
  /** Questions, or bytes while writing. */
  readonly done: number;
  readonly total: number;
  /** What is loaded, or the file that is written. */
  readonly detail: string;
}

export interface SavedForm {
  /** Of the folder or the zip. */
  readonly name: string;
  readonly sizeBytes: number;
  /** The zip, where the page is to hand it to the browser's downloads. */
  readonly download: Blob | null;
  /** Why golden.json is not among the files although it was asked for. */
  readonly goldenProblem: string | null;
}
