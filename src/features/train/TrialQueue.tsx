import { Button } from '@mantine/core';
import { memo } from 'react';
import { text } from '../../app/messages/en.ts';
import type { TrialRecord, TrialStatus } from '../../run/trialRecord.ts';
import { cancelTrial } from '../../store/run.ts';
import { Section } from '../../ui/Section.tsx';
import { type StateKind, StateWord } from '../../ui/StateWord.tsx';
import classes from './Train.module.css';

const KINDS: Readonly<Record<TrialStatus, StateKind>> = {
  waiting: 'waiting',
  running: 'running',
  finished: 'ready',
  endedEarly: 'stopped',
  stopped: 'stopped',
  failed: 'failed',
  cancelled: 'stopped',
};

/** The trials of a grid with the state of each; while it goes on, each that is not over can be taken out. Steps change nothing in it. */
export const TrialQueue = memo(function TrialQueue({ trials, live }: TrialQueueProps) {
  return (
    <Section id="queue" title={text.trials.queue}>
      <ol className={classes.queue} aria-label={text.trials.queue}>
        {trials.map((trial) => (
          <Entry key={trial.number} trial={trial} live={live} />
        ))}
      </ol>
      {live && <p className={classes.quiet}>{text.trials.stopHint}</p>}
    </Section>
  );
});

function Entry({ trial, live }: { readonly trial: TrialRecord; readonly live: boolean }) {
  const { number, learningRate, batchSize, status, bestValidationLoss, reason } = trial;
  const isOpen = status === 'waiting' || status === 'running';
  return (
    <li className={classes.queued} aria-current={status === 'running' ? 'step' : undefined}>
      <span className={classes.trialName}>
        <strong>{text.trials.name(number)}</strong> {text.trials.pair(learningRate, batchSize)}
      </span>
      <StateWord kind={KINDS[status]}>{text.trials.states[status]}</StateWord>
      <span className={classes.trialNote}>
        {reason ?? (bestValidationLoss === null ? '' : text.trials.validation(bestValidationLoss))}
      </span>
      {live && isOpen && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={text.trials.cancelTrial(number)}
          onClick={() => cancelTrial(number)}
        >
          {text.trials.cancelOne}
        </Button>
      )}
    </li>
  );
}

interface TrialQueueProps {
  readonly trials: readonly TrialRecord[];
  readonly live: boolean;
}
