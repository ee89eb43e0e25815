import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { goOnWith, type RunState } from '../../store/run.ts';
import { Notice } from '../../ui/Notice.tsx';
import { formatRate } from './formatRate.ts';
import classes from './Train.module.css';

/** A run that ended with an error: the cause, the last good step, and how to go on from there. */
export function HaltedNotice({ run }: { readonly run: Extract<RunState, { kind: 'failed' }> }) {
  const { id, facts, failure } = run;
  const { halted, config, fileName } = facts;
  if (halted === null) {
    return (
      <Notice tone="error" word={text.train.failedTitle}>
        {failure.message}
      </Notice>
    );
  }
  const lower = config.learningRate / 2;
  // With the same rate a loss that is no number comes again, unless the GPU was to blame.
  const lowerFirst = halted.cause === 'notFinite';
  return (
    <Notice tone="error" word={text.train.haltedTitles[halted.cause]}>
      <p>{halted.message}</p>
      <p>{text.train.halted(halted.step)}</p>
      <div className={classes.waysOn}>
        <Button
          size="compact-md"
          variant={lowerFirst ? 'default' : 'filled'}
          onClick={() => void goOnWith({ id, config, fileName })}
        >
          {text.train.resumeFrom(halted.step)}
        </Button>
        {lowerFirst && (
          <Button size="compact-md" onClick={() => void goOnWith({ id, config, fileName, learningRate: lower })}>
            {text.train.lowerRate(formatRate(lower))}
          </Button>
        )}
      </div>
    </Notice>
  );
}
