import type { ChatAnswer, ChatEvent, ChatModel, ChatRequest } from '../run/chat.ts';
import type { GivenFile } from './engineApi.ts';
import type { FormsSource } from './formsApi.ts';

export type { ChatAnswer, ChatEvent, ChatModel, ChatRequest };

/** A conversation with base and tuned model. The model stays on the GPU between the turns, until a run needs the GPU. */
export interface ChatApi {
  /**
   * Opens the model of a run with its adapters; at once where `key` is that of the open one. Rejects with a UserError (damaged files, an adapter
   * that does not fit) or a RunError (GPU).
   */
  openChat(request: OpenChatRequest, onProgress: (progress: ChatProgress) => void): Promise<OpenedChat>;
  /** Resolves when both models have answered, or were stopped. Rejects with a UserError for a question that does not fit, a RunError when the GPU fails. */
  chat(request: ChatRequest, onEvent: (event: ChatEvent) => void): Promise<void>;
  stopChat(): void;
}

export interface OpenChatRequest {
  readonly key: string;
  readonly source: Omit<FormsSource, 'name'>;
  /** An adapter of the person's own in place of the run's: its two files. */
  readonly imported: readonly GivenFile[] | null;
}

export interface ChatProgress {
  readonly done: number;
  readonly total: number;
  readonly detail: string;
}

/** An adapter that can be asked. `best`: the one that the run kept; `last`: that of its last step, where it is another one. */
export type ChatAdapter = 'best' | 'last' | 'imported';

export type OpenedChat =
  /** The base was opened by the person, and is not here any more. */
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'open';
      readonly context: number;
      readonly adapters: readonly ChatAdapter[];
      /** Why the model may not be the adapter's; null: nothing says so. */
      readonly doubt: string | null;
    };
