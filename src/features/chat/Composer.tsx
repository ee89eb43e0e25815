import { Button, Textarea } from '@mantine/core';
import { type KeyboardEvent, useRef } from 'react';
import { text } from '../../app/messages/en.ts';
import { canAsk, clearChat, retry, send, setDraft, useChat } from '../../store/chat.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import classes from './Chat.module.css';

/** Where a question is typed, and what can be done with the conversation. */
export function Composer({ run, training }: { readonly run: FinishedRun; readonly training: boolean }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = useChat((state) => state.draft);
  const idle = useChat((state) => state.busy === 'no');
  const asked = useChat((state) => state.entries.length);
  const { predictions, question } = run.facts;
  const example = predictions[asked % Math.max(1, predictions.length)]?.prompt ?? question?.prompt;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (canAsk(useChat.getState())) void send(run);
  };
  return (
    <div className={classes.composer}>
      <Textarea
        ref={field}
        label={text.chat.ask}
        description={text.chat.askHint}
        autosize
        minRows={2}
        maxRows={8}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className={classes.actions}>
        {example !== undefined && (
          <Button
            variant="default"
            onClick={() => {
              setDraft(example);
              field.current?.focus();
            }}
          >
            {text.chat.example}
          </Button>
        )}
        {asked > 0 && (
          <>
            <Button variant="default" disabled={!idle || training} onClick={() => void retry(run, 'same')}>
              {text.chat.again}
            </Button>
            <Button variant="default" disabled={!idle || training} onClick={() => void retry(run, 'new')}>
              {text.chat.againNew}
            </Button>
            <Button variant="default" disabled={!idle} onClick={clearChat}>
              {text.chat.clear}
            </Button>
          </>
        )}
      </div>
    </div>
  );
}
