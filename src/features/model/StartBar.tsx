import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { countTrials, MOST_TRIALS } from '../../run/trialGrid.ts';
import { useAudit } from '../../store/audit.ts';
import { useConfig } from '../../store/config.ts';
import type { Prepared } from '../../store/data.ts';
import { useGpu } from '../../store/gpu.ts';
import { useMeasurement } from '../../store/measurement.ts';
import { hasUnsavedWork, type RunState, startRun, useRun } from '../../store/run.ts';
import { useFilledIn } from '../../store/sample.ts';
import { useHasBadField } from '../../store/settingInput.ts';
import { useAdapterMeasure, useStartAdapter } from '../../store/startAdapter.ts';
import { clearTrialChoices, gridOf, tooManyTrials, trialsRequest, useTrialChoices } from '../../store/trialChoices.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { goTo, placeHref } from '../../ui/place.ts';

/** Start, or why not; while a run goes on, the way to it. */
export function StartBar({ prepared, run, steps }: StartBarProps) {
  const blocked = useBlocked(prepared);
  const config = useConfig();
  const { model } = config;
  const choices = useTrialChoices();
  const grid = gridOf(config, choices);
  const trials = countTrials(grid);
  const meaningless = useAudit((audit) => audit.kind === 'failed' && audit.failure.kind === 'input');
  if (run.kind === 'active') {
    return (
      <ActionBar sentence={text.model.barRunning}>
        <Button component="a" href={placeHref('train')}>
          {text.model.toRun}
        </Button>
      </ActionBar>
    );
  }
  return (
    <ActionBar
      sentence={
        blocked ?? (trials > 1 ? text.trials.barReady(trials, steps, model) : text.model.barReady(steps, model))
      }
    >
      {prepared.kind === 'failed' && (
        <Button component="a" variant="default" href={placeHref('data')}>
          {text.model.needsDataButton}
        </Button>
      )}
      {prepared.kind === 'ready' && meaningless && (
        <Button component="a" variant="default" href={placeHref('data', 'check')}>
          {text.pairs.check.fix}
        </Button>
      )}
      <Button
        disabled={blocked !== null}
        onClick={() => {
          if (hasUnsavedWork(useRun.getState()) && !window.confirm(text.model.replaceUnsaved)) return;
          useFilledIn.setState({ filledIn: false });
          void startRun(config, trialsRequest(config, choices));
          clearTrialChoices();
          goTo('train');
        }}
      >
        {trials > 1 ? text.trials.start(trials) : text.model.start}
      </Button>
    </ActionBar>
  );
}

/** Why Start is not possible now, as one sentence; null: it is. */
function useBlocked(prepared: Prepared): string | null {
  const config = useConfig();
  const tooMany = useTrialChoices((choices) => tooManyTrials(gridOf(config, choices)));
  const gpu = useGpu();
  const state = useAudit();
  const hasBadField = useHasBadField();
  const measuring = useMeasurement((measurement) => measurement.kind === 'running');
  const starting = useStartAdapter((adapter) => adapter.kind);
  const measuringAdapter = useAdapterMeasure((state) => state.kind === 'running');
  if (gpu.kind === 'none') return text.model.barGpu;
  if (gpu.kind === 'checking') return text.gpu.checking;
  if (hasBadField) return text.model.barFields;
  if (tooMany) return text.trials.tooMany(MOST_TRIALS);
  if (prepared.kind === 'failed') return text.model.barData;
  if (prepared.kind === 'working') return text.data.barWorking;
  if (state.kind === 'failed') return state.failure.message;
  if (starting === 'checking') return text.startAdapter.checking;
  if (starting === 'refused') return text.startAdapter.barRefused;
  if (measuring) return text.model.barMeasuring;
  if (measuringAdapter) return text.startAdapter.barMeasuring;
  return state.kind === 'ready' ? null : text.model.counting;
}

interface StartBarProps {
  readonly prepared: Prepared;
  readonly run: RunState;
  readonly steps: number;
}
