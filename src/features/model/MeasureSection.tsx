import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatBytes, formatDuration, formatNumber } from '../../lib/format.ts';
import { useConfig } from '../../store/config.ts';
import type { FinishTime } from '../../store/finishTime.ts';
import { cancelMeasure, type MeasurementState, measure, measureKey, useMeasurement } from '../../store/measurement.ts';
import { usePlan } from '../../store/plan.ts';
import { Figures } from '../../ui/Figures.tsx';
import { Meter } from '../../ui/Meter.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { Fits } from './Fits.tsx';
import classes from './Model.module.css';

/** A few real steps on the longest batch: what they take, or why they failed and what would help. */
export function MeasureSection({ finish, busy }: MeasureSectionProps) {
  const state = useMeasurement();
  const key = useConfig(measureKey);
  const planned = usePlan(({ current }) => current?.plan.kind === 'planned');
  return (
    <Section id="measure" title={text.model.measureTitle}>
      <div aria-live="polite" className={classes.stack}>
        <Outcome state={state} stale={'key' in state && state.key !== key} finish={finish} />
      </div>
      <div>
        {state.kind === 'running' ? (
          <Button variant="default" disabled={state.cancelling} onClick={cancelMeasure}>
            {text.model.measureCancel}
          </Button>
        ) : (
          <Button variant="default" disabled={busy || !planned} onClick={() => void measure()}>
            {state.kind === 'none' ? text.model.measure : text.model.measureAgain}
          </Button>
        )}
      </div>
    </Section>
  );
}

function Outcome({ state, stale, finish }: OutcomeProps) {
  switch (state.kind) {
    case 'none':
      return <p className={classes.quiet}>{text.model.measureWhat}</p>;
    case 'running':
      return <Running {...state} />;
    case 'cancelled':
      return <p className={classes.quiet}>{text.model.measureCancelled}</p>;
    case 'failed':
      return (
        <>
          <Notice tone="error" word={text.model.measureFailed[state.failure.cause]}>
            {state.failure.message}
          </Notice>
          {state.failure.cause !== 'settings' && <Fits open />}
        </>
      );
    case 'done': {
      const { memoryBytes, batchRows, batchTokens, stepMs, checkpointing } = state.measured;
      return (
        <>
          {stale && <Notice tone="info">{text.model.measureStale}</Notice>}
          <Figures
            label={text.model.measureTitle}
            figures={[
              { label: text.model.measuredMemory, value: formatBytes(memoryBytes), note: text.model.allocated },
              ...(finish === null
                ? []
                : [
                    {
                      label: text.model.measuredSpeed,
                      value: formatNumber(finish.tokensPerSec),
                      note: text.model.perSecond,
                    },
                    {
                      label: text.model.measuredTime,
                      value: formatDuration(finish.ms),
                      note: text.model.spread(finish.fastestMs, finish.slowestMs),
                    },
                  ]),
            ]}
          />
          <p className={classes.quiet}>{text.model.measuredOn(stepMs.length, batchRows, batchTokens, checkpointing)}</p>
        </>
      );
    }
  }
}

function Running({ progress, cancelling }: Extract<MeasurementState, { kind: 'running' }>) {
  if (cancelling) return <Meter label={text.model.measureCancelling} fraction={null} />;
  if (progress === null) return <Meter label={text.model.measurePreparing} fraction={null} />;
  const { done, total } = progress;
  const label = progress.phase === 'steps' ? text.model.measureSteps : text.model.measureLoading;
  return (
    <Meter label={label} detail={text.train.phaseAmount(done, total)} fraction={total === 0 ? null : done / total} />
  );
}

interface OutcomeProps {
  readonly state: MeasurementState;
  /** It was measured with other settings than those of now. */
  readonly stale: boolean;
  readonly finish: FinishTime | null;
}

interface MeasureSectionProps {
  readonly finish: FinishTime | null;
  /** A run has the GPU. */
  readonly busy: boolean;
}
