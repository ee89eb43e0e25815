import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { type ChatState, canAsk, send, stopChat, useChat } from '../../store/chat.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';

/** What the models are doing and what they have read, with the button that sends or stops. */
export function ChatBar({ run, training }: { readonly run: FinishedRun; readonly training: boolean }) {
  const state = useChat();
  return (
    <ActionBar
      sentence={
        <>
          {/* Said when it changes, which is a few times for each question. */}
          <span role="status">{training ? text.chat.training : stage(state)}</span> {read(state)}
        </>
      }
    >
      {state.busy === 'no' ? (
        <Button disabled={training || !canAsk(state)} onClick={() => void send(run)}>
          {text.chat.send}
        </Button>
      ) : (
        <Button variant="default" disabled={state.busy === 'stopping'} onClick={stopChat}>
          {state.busy === 'stopping' ? text.chat.stopping : text.chat.stop}
        </Button>
      )}
    </ActionBar>
  );
}

function stage({ link, busy, entries }: ChatState): string {
  if (busy !== 'no') {
    if (link.kind === 'opening') {
      const detail = text.chat.details[link.progress?.detail ?? ''];
      return detail === undefined ? text.chat.loadingBare : text.chat.loading(detail);
    }
    const tuned = entries.at(-1)?.replies.tuned;
    return text.chat.answering(tuned?.answer ? text.chat.base : text.chat.tuned);
  }
  const last = entries.at(-1);
  if (last === undefined) return text.chat.ready;
  return last.replies.base?.answer ? text.chat.answered : text.chat.ended;
}

function read({ link, windowTokens, firstKept }: ChatState): string {
  if (link.kind !== 'open' || windowTokens === null) return '';
  const cut = firstKept === 0 ? text.chat.windowAll : text.chat.windowCut(firstKept);
  return `${text.chat.window(windowTokens, link.context)} ${cut}`;
}
