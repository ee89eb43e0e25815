/** A model in the layout of the Hugging Face Hub, however it is reached: a folder on disk, dropped files, a server. */
import type { TensorSource } from '../engine/types.ts';

/** Names are relative to the model's folder. Methods reject with a UserError naming the file when it cannot be read. */
export interface ModelFiles {
  /** How the model is called in run.json and in the adapter's base_model_name_or_path. */
  readonly id: string;
  list(): Promise<string[]>;
  /** Bytes. */
  size(name: string): Promise<number>;
  /** Bytes [begin, end), by default the whole file, in a buffer of their own, or in `into`. */
  read(
    name: string,
    begin?: number,
    end?: number,
    signal?: AbortSignal,
    into?: ArrayBuffer,
  ): Promise<Uint8Array<ArrayBuffer>>;
  /** The whole file as UTF-8. */
  text(name: string): Promise<string>;
}

export interface LoadedModel {
  readonly id: string;
  /** Parsed config.json; its fields are judged by engine/model/config.ts. */
  readonly configJson: unknown;
  readonly generationConfig: unknown | null;
  readonly tokenizerJson: unknown;
  readonly tokenizerConfig: unknown | null;
  /** Jinja source: chat_template.jinja, else the default one of tokenizer_config.json; null for a model that is no chat model. */
  readonly chatTemplate: string | null;
  readonly tensors: TensorSource;
  readonly readme: string | null;
  /** From the front matter of README.md, e.g. `apache-2.0`. */
  readonly licence: string | null;
  /** Size of the weight files. */
  readonly sizeBytes: number;
  /** The linears are stored in NF4 already, quantised once or twice; null: they are quantised when they are loaded. */
  readonly storedNf4: { readonly doubleQuant: boolean } | null;
}
