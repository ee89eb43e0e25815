/** Tells the other tabs that a model of the Hub came or went. */
let channel: BroadcastChannel | null = null;

function open(): BroadcastChannel {
  channel ??= new BroadcastChannel('tabtune-models');
  return channel;
}

export function tellModelNews(): void {
  open().postMessage('changed');
}

/** Returns what ends the listening. */
export function hearModelNews(listener: () => void): () => void {
  const from = open();
  from.addEventListener('message', listener);
  return () => from.removeEventListener('message', listener);
}
