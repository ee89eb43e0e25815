import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { text } from '../../app/messages/en.ts';
import { audit, useAudit } from '../../store/audit.ts';
import { useConfig } from '../../store/config.ts';
import type { Prepared } from '../../store/data.ts';
import { useGpu } from '../../store/gpu.ts';
import { hasUnsavedWork, type RunState, startRun, useRun } from '../../store/run.ts';
import { useHasBadField } from '../../store/settingInput.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { goTo, placeHref } from '../../ui/place.ts';
import classes from './Model.module.css';
import { ModelChoice } from './ModelChoice.tsx';
import { PlanSection } from './PlanSection.tsx';
import { plannedSteps } from './plannedSteps.ts';
import { SettingFields } from './SettingFields.tsx';

/** Model, settings and plan; Start is refused with the reason where training could not or should not begin. */
export function SettingsForm({ prepared, run }: SettingsFormProps) {
  const config = useConfig();
  const state = useAudit();
  const { model, maxLength, limit } = config;
  const preparation = prepared.kind === 'ready' ? prepared.preparation : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the audit reads these from the store
  useEffect(() => {
    if (preparation !== null) void audit();
  }, [preparation, model, maxLength, limit]);

  const blocked = useBlocked(prepared);
  const steps = preparation === null ? null : plannedSteps(preparation.counts.train, config);
  return (
    <>
      <PlaceHeading intro={text.model.intro}>{text.model.title}</PlaceHeading>
      <div className={classes.notices}>
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
          <SettingFields />
        </div>
        <div className={classes.plan}>
          <PlanSection counts={preparation?.counts ?? null} steps={steps} audit={state} />
        </div>
      </div>
      <ActionBar sentence={blocked ?? text.model.barReady(steps ?? 0, model)}>
        {prepared.kind === 'failed' && (
          <Button component="a" variant="default" href={placeHref('data')}>
            {text.model.needsDataButton}
          </Button>
        )}
        <Button
          disabled={blocked !== null}
          onClick={() => {
            if (hasUnsavedWork(useRun.getState()) && !window.confirm(text.model.replaceUnsaved)) return;
            void startRun();
            goTo('train');
          }}
        >
          {text.model.start}
        </Button>
      </ActionBar>
    </>
  );
}

/** Why Start is not possible now, as one sentence; null: it is. */
function useBlocked(prepared: Prepared): string | null {
  const gpu = useGpu();
  const state = useAudit();
  const hasBadField = useHasBadField();
  if (gpu.kind === 'none') return text.model.barGpu;
  if (gpu.kind === 'checking') return text.gpu.checking;
  if (hasBadField) return text.model.barFields;
  if (prepared.kind === 'failed') return text.model.barData;
  if (prepared.kind === 'working') return text.data.barWorking;
  if (state.kind === 'failed') return state.failure.message;
  return state.kind === 'ready' ? null : text.model.counting;
}

interface SettingsFormProps {
  readonly prepared: Prepared;
  readonly run: RunState;
}
