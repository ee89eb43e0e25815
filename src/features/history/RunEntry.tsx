import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { toggleChosen } from '../../store/history.ts';
import { undoDiscard } from '../../store/recovery.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Sparkline } from '../../ui/Sparkline.tsx';
import { StateWord } from '../../ui/StateWord.tsx';
import { Departures } from './Departures.tsx';
import classes from './History.module.css';
import { RenameForm } from './RenameForm.tsx';
import { RunActions } from './RunActions.tsx';
import { type NamedRun, shortFingerprint } from './runName.ts';
import { runState } from './runState.ts';

/** One run: what it is called and when it began, how it went, and what can be done about it. */
export function RunEntry({ run, chosen }: { readonly run: NamedRun; readonly chosen: boolean }) {
  const [renaming, setRenaming] = useState(false);
  const name = run.title;
  const { kind, word } = runState(run);
  if (run.discarding) {
    const undo = (
      <Button size="compact-md" variant="default" onClick={() => undoDiscard(run.id)}>
        {text.history.undo}
      </Button>
    );
    return (
      <li className={classes.run}>
        <Notice tone="info" action={undo}>
          {text.history.removed(name)}
        </Notice>
      </li>
    );
  }
  return (
    <li className={classes.run}>
      <div className={classes.title}>
        {run.outcome !== null && (
          <Checkbox checked={chosen} onChange={() => toggleChosen(run.id)} aria-label={text.history.choose(name)} />
        )}
        {renaming ? (
          <RenameForm run={run} onEnd={() => setRenaming(false)} />
        ) : (
          <h2 className={classes.name}>{name}</h2>
        )}
        <StateWord kind={kind}>{word}</StateWord>
      </div>
      {run.state.kind === 'damaged' ? <p className={classes.quiet}>{run.state.message}</p> : <Facts run={run} />}
      <RunActions run={run} name={name} renaming={renaming} onRename={() => setRenaming(true)} />
    </li>
  );
}

function Facts({ run }: { readonly run: NamedRun }) {
  const { outcome, fingerprint, curve } = run;
  const [first, last] = [curve.losses[0], curve.losses.at(-1)];
  return (
    <>
      <p className={classes.quiet}>
        {[
          text.history.begun(run.startedAt),
          run.fileName,
          fingerprint === null ? text.history.noFingerprint : text.history.fingerprint(shortFingerprint(fingerprint)),
          run.model,
          text.history.sizeOf(run.sizeBytes),
          ...(run.downloadedAt === null ? [] : [text.history.downloaded]),
        ].join(' · ')}
      </p>
      <dl className={classes.figures}>
        <div>
          <dt>{text.history.perplexity}</dt>
          <dd>
            {outcome === null
              ? text.history.none
              : text.history.change(outcome.base.perplexity, outcome.tuned.perplexity)}
          </dd>
        </div>
        <div>
          <dt>{text.train.chartTitle}</dt>
          <dd>
            {first === undefined || last === undefined ? (
              text.history.noCurve
            ) : (
              <Sparkline values={curve.losses} label={text.history.sparkline(first, last)} />
            )}
          </dd>
        </div>
      </dl>
      <Departures run={run} />
    </>
  );
}
