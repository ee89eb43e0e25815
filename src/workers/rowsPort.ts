import { AbortedError, messageOf, RunError } from '../lib/errors.ts';
import type { RunData } from '../run/data.ts';

/** The one message that crosses from data.worker to engine.worker in a run: a copy of the rows, or why there are none. */
type RowsMessage =
  | { readonly kind: 'rows'; readonly data: RunData }
  | { readonly kind: 'failed'; readonly message: string };

/** Sends what `rows` resolves to, or its failure, and closes the port; rejects as `rows` does. */
export async function sendRows(port: MessagePort, rows: Promise<RunData>): Promise<void> {
  try {
    port.postMessage({ kind: 'rows', data: await rows } satisfies RowsMessage);
  } catch (error) {
    port.postMessage({ kind: 'failed', message: messageOf(error) } satisfies RowsMessage);
    throw error;
  } finally {
    port.close();
  }
}

export function receiveRows(port: MessagePort, signal: AbortSignal): Promise<RunData> {
  return new Promise<RunData>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new AbortedError()), { once: true });
    port.onmessage = ({ data: message }: MessageEvent<RowsMessage>) => {
      if (message.kind === 'rows') resolve(message.data);
      else reject(new RunError(message.message));
    };
  }).finally(() => port.close());
}
