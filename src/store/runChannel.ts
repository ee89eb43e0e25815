/** What a tab tells the others, which may be looking on: `changed` for another name, a deletion or an import. */
export type RunNews = { readonly id: string; readonly kind: 'saved' | 'ended' | 'changed' };

let channel: BroadcastChannel | null = null;

function open(): BroadcastChannel {
  channel ??= new BroadcastChannel('tabtune-runs');
  return channel;
}

export function tellOthers(news: RunNews): void {
  open().postMessage(news);
}

/** Returns what ends the listening. */
export function hearOthers(listener: (news: RunNews) => void): () => void {
  const hear = ({ data }: MessageEvent<RunNews>) => listener(data);
  const from = open();
  from.addEventListener('message', hear);
  return () => from.removeEventListener('message', hear);
}
