import type { GpuContext } from '../engine/gpu/device.ts';
import { UserError } from '../lib/errors.ts';
import { type ChatSession, openChat } from '../run/chatSession.ts';
import { assertAdapterFits, type ImportedAdapter, readAdapterFiles } from '../run/importAdapter.ts';
import { asStored } from '../run/storedQuantisation.ts';
import type { ChatAdapter, ChatApi, OpenChatRequest, OpenedChat } from './chatApi.ts';
import type { GivenFile } from './engineApi.ts';
import { isMissingModel } from './missingModel.ts';
import { openNamedModel } from './modelSource.ts';
import { type OpenedArchive, openArchive } from './runArchive.ts';
import { openTunedGpu } from './tunedGpu.ts';

interface OpenChat {
  readonly key: string;
  readonly opened: OpenedChat & { readonly kind: 'open' };
  readonly gpu: GpuContext;
  readonly session: ChatSession;
}

export interface EngineChat {
  readonly api: ChatApi;
  /** Gives the GPU back, once the answer under way has ended. */
  close(): Promise<void>;
}

/** The one conversation of this worker. Everything that touches its session happens in turn. */
export function createEngineChat(): EngineChat {
  let current: OpenChat | null = null;
  let answering: AbortController | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  }

  function drop(): void {
    current?.session.destroy();
    current?.gpu.destroy();
    current = null;
  }

  async function open(request: OpenChatRequest, onProgress: Parameters<ChatApi['openChat']>[1]): Promise<OpenedChat> {
    if (current?.key === request.key) return current.opened;
    drop();
    try {
      current = await openNew(request, onProgress);
      return current.opened;
    } catch (error) {
      if (isMissingModel(error)) return { kind: 'missing' };
      throw error;
    }
  }

  return {
    api: {
      openChat: (request, onProgress) => inTurn(() => open(request, onProgress)),
      chat: (request, onEvent) =>
        inTurn(async () => {
          if (current === null) throw new UserError('the chat was closed, since the GPU was needed');
          const own = new AbortController();
          answering = own;
          try {
            await current.session.turn(request, onEvent, own.signal);
          } catch (error) {
            // A question that does not fit leaves the session as it was; anything else may have left it half done.
            if (!(error instanceof UserError)) drop();
            throw error;
          } finally {
            answering = null;
          }
        }),
      stopChat: () => answering?.abort(),
    },
    close() {
      answering?.abort();
      return inTurn(async () => drop());
    },
  };
}

async function openNew(request: OpenChatRequest, onProgress: Parameters<ChatApi['openChat']>[1]): Promise<OpenChat> {
  const archive = await openArchive(request.source.archive);
  const { adapters, names } = request.imported === null ? ofRun(archive) : await ofFiles(request.imported);
  const model = await openNamedModel(request.source.model, request.source.modelsUrl);
  const doubt = assertAdapterFits(adapters[0], model, request.source.model);
  const { doubleQuant } = asStored({ doubleQuant: archive.doubleQuant }, model);
  const gpu = await openTunedGpu();
  try {
    const watch = { onProgress: (done: number, total: number, detail: string) => onProgress({ done, total, detail }) };
    const params = { model, doubleQuant, adapters, now: () => performance.now() };
    const session = await openChat(gpu, params, watch);
    const opened = { kind: 'open', context: session.context, adapters: names, doubt } as const;
    return { key: request.key, opened, gpu, session };
  } catch (error) {
    gpu.destroy();
    throw error;
  }
}

interface Adapters {
  readonly adapters: readonly [ImportedAdapter, ...ImportedAdapter[]];
  readonly names: readonly ChatAdapter[];
}

/** The adapter that the run kept, and that of its last step. */
function ofRun({ adapter, last }: OpenedArchive): Adapters {
  if (last === null) return { adapters: [adapter], names: ['best'] };
  return { adapters: [adapter, last], names: ['best', 'last'] };
}

const CONFIG = 'adapter_config.json';
const WEIGHTS = 'adapter_model.safetensors';

async function ofFiles(files: readonly GivenFile[]): Promise<Adapters> {
  const named = (name: string) => files.find(({ path }) => path === name || path.endsWith(`/${name}`))?.file;
  const [config, weights] = [named(CONFIG), named(WEIGHTS)];
  if (config === undefined || weights === undefined)
    throw new UserError(`${config === undefined ? CONFIG : WEIGHTS} is missing`, {
      where: 'adapter',
      remedy: `Choose ${CONFIG} and ${WEIGHTS} of a PEFT LoRA adapter together, or its folder.`,
    });
  const adapter = readAdapterFiles(await config.text(), new Uint8Array(await weights.arrayBuffer()));
  return { adapters: [adapter], names: ['imported'] };
}
