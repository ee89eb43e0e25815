import { useEffect } from 'react';
import { text } from '../../app/messages/en.ts';
import { audit, useAudit } from '../../store/audit.ts';
import { useConfig } from '../../store/config.ts';
import type { Prepared } from '../../store/data.ts';
import { finishTime } from '../../store/finishTime.ts';
import { useGpu } from '../../store/gpu.ts';
import { measureKey, useMeasurement } from '../../store/measurement.ts';
import { useModels } from '../../store/models.ts';
import { refreshPlan } from '../../store/plan.ts';
import { plannedSteps } from '../../store/plannedSteps.ts';
import type { RunState } from '../../store/run.ts';
import { gridOf, useTrialChoices } from '../../store/trialChoices.ts';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { LinkNotice } from './LinkNotice.tsx';
import { MeasureSection } from './MeasureSection.tsx';
import { MemorySection } from './MemorySection.tsx';
import classes from './Model.module.css';
import { ModelChoice } from './ModelChoice.tsx';
import { PlanSection } from './PlanSection.tsx';
import { PresetChoice } from './PresetChoice.tsx';

import { SettingFields } from './SettingFields.tsx';
import { ShareSection } from './ShareSection.tsx';
import { StartBar } from './StartBar.tsx';
import { StartingPoint } from './StartingPoint.tsx';
import { TrialsSection } from './TrialsSection.tsx';

/** Model, settings and plan of the next run. */
export function SettingsForm({ prepared, run }: SettingsFormProps) {
  const state = useAudit();
  const preparation = prepared.kind === 'ready' ? prepared.preparation : null;
  usePlanning(preparation);
  const config = useConfig();
  const steps = preparation === null ? null : plannedSteps(preparation.counts.train, config);
  const finish = useFinishTime(preparation?.counts.train ?? 0, steps);
  const all = useAllTrials(preparation?.counts.train ?? null);
  return (
    <>
      <PlaceHeading intro={run.kind === 'active' ? text.model.nextRun : text.model.intro}>
        {text.model.title}
      </PlaceHeading>
      <div className={classes.notices}>
        <LinkNotice />
        {run.kind === 'failed' && (
          <Notice tone="error" word={text.train.failedTitle}>
            {run.failure.message}
          </Notice>
        )}
        {run.kind === 'cancelled' && <Notice tone="info">{text.train.cancelledTitle}</Notice>}
        {state.kind === 'failed' && (
          <Notice tone="error" word={text.model.cannotStart}>
            {state.failure.message}
          </Notice>
        )}
      </div>
      <div className={classes.form}>
        <div>
          <ModelChoice />
          <PresetChoice />
          <StartingPoint busy={run.kind === 'active'} />
          <SettingFields />
          {preparation !== null && <TrialsSection steps={all?.steps ?? 0} timeMs={all?.ms ?? null} />}
        </div>
        <div>
          <PlanSection
            counts={preparation?.counts ?? null}
            steps={steps?.total ?? null}
            passes={steps?.passes ?? null}
            audit={state}
            finish={finish}
          />
          <MemorySection />
          <MeasureSection finish={finish} busy={run.kind === 'active'} />
        </div>
      </div>
      <ShareSection />
      <StartBar prepared={prepared} run={run} steps={all?.steps ?? steps?.total ?? 0} />
    </>
  );
}

/** Counts the tokens when rows, model or length change, and plans when anything does. */
function usePlanning(preparation: unknown): void {
  const config = useConfig();
  const { model, maxLength, limit } = config;
  const state = useAudit();
  const gpu = useGpu();
  const hubModels = useModels((models) => models.hub);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the audit reads these from the store
  useEffect(() => {
    if (preparation !== null) void audit();
  }, [preparation, model, maxLength, limit]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the plan reads these from the store
  useEffect(() => {
    if (state.kind === 'ready') void refreshPlan();
  }, [state, config, gpu, hubModels]);
}

/** Steps of all trials, and how long they take by what was measured: the model is loaded once. */
function useAllTrials(rows: number | null) {
  const config = useConfig();
  const choices = useTrialChoices();
  const measurement = useMeasurement();
  const state = useAudit();
  if (rows === null) return null;
  const grid = gridOf(config, choices);
  const runs = grid.batchSizes.map((batchSize) => ({ ...config, batchSize }));
  const planned = runs.map((one) => ({ one, ...plannedSteps(rows, one) }));
  const steps = grid.learningRates.length * planned.reduce((sum, { total }) => sum + total, 0);
  if (measurement.kind !== 'done' || state.kind !== 'ready' || measurement.key !== measureKey(config))
    return { steps, ms: null };
  const { measured } = measurement;
  const times = planned.map(({ one, total, perPass }) =>
    finishTime(measured, state.facts.lengths, { rows, steps: total, stepsPerPass: perPass }, one),
  );
  const trained = times.reduce((sum, time) => sum + (time?.ms ?? 0) - measured.loadMs, 0);
  return { steps, ms: grid.learningRates.length * trained + measured.loadMs };
}

/** When the run would be done, from what was measured with these very settings; null before that. */
function useFinishTime(rows: number, steps: ReturnType<typeof plannedSteps> | null) {
  const measurement = useMeasurement();
  const state = useAudit();
  const config = useConfig();
  if (measurement.kind !== 'done' || state.kind !== 'ready' || steps === null) return null;
  if (measurement.key !== measureKey(config)) return null;
  const size = { rows, steps: steps.total, stepsPerPass: steps.perPass };
  return finishTime(measurement.measured, state.facts.lengths, size, config);
}

interface SettingsFormProps {
  readonly prepared: Prepared;
  readonly run: RunState;
}
