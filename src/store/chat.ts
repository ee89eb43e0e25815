import { proxy } from 'comlink';
import { create } from 'zustand';
import type { ChatAnswer, ChatEvent, ChatModel, ChatProgress, OpenedChat } from '../workers/chatApi.ts';
import type { GivenFile } from '../workers/engineApi.ts';
import { track } from './activity.ts';
import { type ChatOptions, initialOptions } from './chatOptions.ts';
import { type Failure, failureOf } from './failure.ts';
import type { FinishedRun } from './finishedRuns.ts';
import { useRun } from './run.ts';
import { engineWorker, siteUrl } from './workers.ts';

/** What a model has written so far; `answer` once it has ended. */
export interface ChatReply {
  readonly text: string;
  readonly tokens: number;
  readonly answer: ChatAnswer | null;
}

export interface ChatEntry {
  readonly id: number;
  readonly prompt: string;
  readonly seed: number;
  /** null: its model has not begun. */
  readonly replies: Readonly<Record<ChatModel, ChatReply | null>>;
}

/** What stands between the page and an open model. */
export type ChatLink =
  | { readonly kind: 'closed' }
  | { readonly kind: 'opening'; readonly progress: ChatProgress | null }
  | OpenedChat
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface ChatState {
  /** The finished run that is talked to; null: none yet. */
  readonly runId: string | null;
  readonly link: ChatLink;
  readonly entries: readonly ChatEntry[];
  /** Entries before this one are not read any more. */
  readonly firstKept: number;
  /** Tokens that were read for the last question; null: none was asked. */
  readonly windowTokens: number | null;
  readonly busy: 'no' | 'answering' | 'stopping';
  /** Why the last question was not answered. */
  readonly refused: Failure | null;
  readonly draft: string;
  readonly options: ChatOptions;
  /** An adapter of the person's own in place of the run's. */
  readonly imported: { readonly number: number; readonly files: readonly GivenFile[] } | null;
}

const NOTHING: Omit<ChatState, 'options'> = {
  runId: null,
  link: { kind: 'closed' },
  entries: [],
  firstKept: 0,
  windowTokens: null,
  busy: 'no',
  refused: null,
  draft: '',
  imported: null,
};

export const useChat = create<ChatState>(() => ({ ...NOTHING, options: initialOptions(0) }));

/** Another run is another conversation. */
export function chatWith(run: FinishedRun): void {
  const { runId } = useChat.getState();
  if (runId === run.id) return;
  stopChat();
  useChat.setState({ ...NOTHING, runId: run.id, options: initialOptions(run.facts.config.seed) });
}

export function setDraft(draft: string): void {
  useChat.setState({ draft, refused: null });
}

export function setChatOption<K extends keyof ChatOptions>(key: K, value: ChatOptions[K]): void {
  useChat.setState({ options: { ...useChat.getState().options, [key]: value } });
}

/** Whether a question can be asked now. */
export function canAsk({ busy, draft }: ChatState): boolean {
  return busy === 'no' && draft.trim() !== '' && useRun.getState().kind !== 'active';
}

/** Asks both models the question that was typed. */
export function send(run: FinishedRun): Promise<void> {
  const state = useChat.getState();
  if (!canAsk(state)) return Promise.resolve();
  const prompt = state.draft.trim();
  useChat.setState({ draft: '' });
  return track(ask(run, state.entries, prompt));
}

/** Asks the last question once more, with these options. */
export function retry(run: FinishedRun, seed: 'same' | 'new'): Promise<void> {
  const { entries, busy, options } = useChat.getState();
  const last = entries.at(-1);
  if (last === undefined || busy !== 'no' || useRun.getState().kind === 'active') return Promise.resolve();
  setChatOption('seed', seed === 'same' ? last.seed : newSeed(options.seed));
  return track(ask(run, entries.slice(0, -1), last.prompt));
}

const SEEDS = 2 ** 32;

function newSeed(other: number): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return word === other ? (word + 1) % SEEDS : word;
}

/** Ends the answer under way; what was written stays. */
export function stopChat(): void {
  if (useChat.getState().busy !== 'answering') return;
  useChat.setState({ busy: 'stopping' });
  void track(engineWorker().call((api) => api.stopChat())).catch(() => undefined);
}

export function clearChat(): void {
  if (useChat.getState().busy !== 'no') return;
  useChat.setState({ entries: [], firstKept: 0, windowTokens: null, refused: null });
}

/** Talks to another adapter for the same base; null: the run's own. The conversation begins anew. */
export function takeAdapter(files: readonly GivenFile[] | null): void {
  const { imported, options } = useChat.getState();
  const next = files && { number: (imported?.number ?? 0) + 1, files };
  clearChat();
  useChat.setState({ imported: next, link: { kind: 'closed' }, options: { ...options, adapter: 0 } });
}

/** Questions so far. */
let asked = 0;

async function ask(run: FinishedRun, before: readonly ChatEntry[], prompt: string): Promise<void> {
  const { seed, temperature, topP, maxNewTokens, strength, adapter } = useChat.getState().options;
  const entry: ChatEntry = { id: ++asked, prompt, seed, replies: { base: null, tuned: null } };
  useChat.setState({ entries: [...before, entry], busy: 'answering', refused: null });
  const written = (reply: ChatReply | null) => reply?.text ?? '';
  const turns = before.map((turn) => ({
    prompt: turn.prompt,
    base: written(turn.replies.base),
    tuned: written(turn.replies.tuned),
  }));
  const request = { turns, prompt, sampling: { temperature, topP, seed }, maxNewTokens, strength, adapter };
  let refused: Failure | null = null;
  try {
    const isOpen = await openLink(run);
    // A stop may have come while the model was loading.
    if (isOpen && useChat.getState().busy === 'answering')
      await engineWorker().call((api) =>
        api.chat(
          request,
          proxy((event) => take(run.id, before.length, event)),
        ),
      );
  } catch (error) {
    refused = failureOf(error);
    if (refused.kind === 'run') useChat.setState({ link: { kind: 'closed' } });
  }
  const state = useChat.getState();
  if (state.runId !== run.id) return;
  // A question for which nothing was written goes back to where it was typed.
  const begun = (state.entries[before.length]?.replies.tuned ?? null) !== null;
  useChat.setState({ busy: 'no', refused, ...(!begun && { entries: before, draft: prompt }) });
}

/** Opens the run's model on the GPU, unless it is open; true once it is. What came of it stands in `link`. */
async function openLink(run: FinishedRun): Promise<boolean> {
  const { imported } = useChat.getState();
  const { facts, archive } = run;
  const request = {
    key: `${run.id} ${imported?.number ?? ''}`,
    source: { archive: await archive, model: facts.config.model, modelsUrl: siteUrl('models/') },
    imported: imported?.files ?? null,
  };
  const show = (link: ChatLink) => useChat.getState().runId === run.id && useChat.setState({ link });
  if (useChat.getState().link.kind !== 'open') show({ kind: 'opening', progress: null });
  try {
    // Progress comes on a port of its own, and may come when the model is open already.
    let opening = true;
    const onProgress = proxy((progress: ChatProgress) => void (opening && show({ kind: 'opening', progress })));
    const opened = await engineWorker().call((api) => api.openChat(request, onProgress));
    opening = false;
    show(opened);
    return opened.kind === 'open';
  } catch (error) {
    show({ kind: 'failed', failure: failureOf(error) });
    return false;
  }
}

function take(runId: string, index: number, event: ChatEvent): void {
  const state = useChat.getState();
  const entry = state.entries[index];
  if (state.runId !== runId || entry === undefined) return;
  if (event.event === 'window') {
    useChat.setState({ firstKept: event.firstKept, windowTokens: event.tokens });
    return;
  }
  const { text, tokens } = event;
  const reply: ChatReply = { text, tokens, answer: event.event === 'answer' ? event : null };
  const changed = { ...entry, replies: { ...entry.replies, [event.model]: reply } };
  useChat.setState({ entries: state.entries.with(index, changed) });
}
