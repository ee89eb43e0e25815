import { Button } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { text } from '../../app/messages/en.ts';
import { chatWith, stopChat, useChat } from '../../store/chat.ts';
import { type FinishedRun, shownRun, useFinishedRuns } from '../../store/finishedRuns.ts';
import { useModels } from '../../store/models.ts';
import { useRun } from '../../store/run.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { ChatBar } from './ChatBar.tsx';
import { ChatOptionsFold } from './ChatOptionsFold.tsx';
import { Composer } from './Composer.tsx';
import { Conversation } from './Conversation.tsx';

/** Base and tuned model of the run that Results show, side by side. `missing`: asks for a base that is not here any more. */
export function ChatPlace({ missing }: { readonly missing: (model: string) => ReactNode }) {
  const run = useFinishedRuns(shownRun);
  return run === null ? <Nothing /> : <Chat run={run} missing={missing} />;
}

function Chat({ run, missing }: { readonly run: FinishedRun; readonly missing: (model: string) => ReactNode }) {
  const training = useRun(({ kind }) => kind === 'active');
  const { model } = run.facts.config;
  const isShown = useChat(({ runId }) => runId === run.id);
  const link = useChat((state) => state.link);
  const refused = useChat((state) => state.refused);
  const given = useModels((state) => state.given);
  useEffect(() => chatWith(run), [run]);
  useStopKey();
  if (!isShown) return null;
  return (
    <>
      <PlaceHeading intro={text.chat.intro(run.facts.fileName)}>{text.chat.title}</PlaceHeading>
      {training && (
        <Notice
          tone="info"
          action={
            <Button component="a" variant="default" size="compact-md" href={placeHref('train')}>
              {text.chat.toRun}
            </Button>
          }
        >
          {text.chat.training}
        </Notice>
      )}
      {link.kind === 'missing' && !given.some(({ name }) => name === model) && missing(model)}
      {link.kind === 'failed' && (
        <Notice tone="error" word={text.chat.failed}>
          {link.failure.message}
        </Notice>
      )}
      {link.kind === 'open' && link.doubt !== null && <Notice tone="warning">{link.doubt}</Notice>}
      <Conversation />
      {refused !== null && (
        <Notice tone="error" word={text.chat.notAnswered}>
          {refused.message}
        </Notice>
      )}
      <Composer run={run} training={training} />
      <ChatOptionsFold run={run} />
      <ChatBar run={run} training={training} />
    </>
  );
}

/** Esc stops wherever the focus is. */
function useStopKey(): void {
  useEffect(() => {
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') stopChat();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function Nothing() {
  return (
    <>
      <PlaceHeading intro={text.chat.needsRunIntro}>{text.chat.needsRun}</PlaceHeading>
      <ActionBar sentence={text.results.barEmpty}>
        <Button component="a" href={placeHref('model')}>
          {text.chat.needsRunButton}
        </Button>
      </ActionBar>
    </>
  );
}
