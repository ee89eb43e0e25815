import { create } from 'zustand';
import type { RunConfig } from '../run/config.ts';
import { SETTINGS } from '../run/config.ts';
import type { AuditFacts } from '../workers/dataApi.ts';
import { track } from './activity.ts';
import { tokenChoices, useAudit } from './audit.ts';
import { setConfig, useConfig } from './config.ts';
import { planWith, usePlan } from './plan.ts';
import { useDrafts } from './settingInput.ts';
import { dataWorker } from './workers.ts';

export type FitName = 'checkpointing' | 'batch' | 'length' | 'model';

/** One way to need less memory: what it changes, what it would need then, and what it costs in rows. */
export interface Fit {
  readonly name: FitName;
  readonly changes: Partial<RunConfig>;
  /** null: beyond the limits still. */
  readonly totalBytes: number | null;
  /** Rows and answer tokens that a shorter maximum length cuts off; null where nothing is cut. */
  readonly cut: Pick<AuditFacts, 'cutRows' | 'lostAnswerTokens'> | null;
}

export type FitsState =
  | { readonly kind: 'none' }
  | { readonly kind: 'working' }
  /** `for`: the settings that they were worked out for. */
  | { readonly kind: 'ready'; readonly fits: readonly Fit[]; readonly for: RunConfig };

export const useFits = create<FitsState>(() => ({ kind: 'none' }));

/** Works out what each way would save, before anything is changed. */
export function findFits(): Promise<void> {
  return track(find());
}

async function find(): Promise<void> {
  const audit = useAudit.getState();
  if (audit.kind !== 'ready') return;
  const config = useConfig.getState();
  useFits.setState({ kind: 'working' }, true);
  const current = usePlan.getState().current?.plan;
  const checkpointing = current?.kind === 'planned' && current.checkpointing;
  const ways = fitChanges(config, audit.facts.lengths.longest[0] ?? 0, checkpointing);
  const fits: Fit[] = [];
  for (const { name, changes } of ways) fits.push(await tryFit(name, changes));
  useFits.setState({ kind: 'ready', fits, for: config }, true);
}

async function tryFit(name: FitName, changes: Partial<RunConfig>): Promise<Fit> {
  const facts = changes.maxLength === undefined && changes.model === undefined ? null : await auditWith(changes);
  const planned = await planWith(changes, facts?.lengths);
  const totalBytes = planned?.plan.kind === 'planned' ? planned.plan.memory.totalBytes : null;
  return { name, changes, totalBytes, cut: changes.maxLength === undefined ? null : facts };
}

/** The counts under other settings; null when those leave nothing to train on. */
function auditWith(changes: Partial<RunConfig>): Promise<AuditFacts | null> {
  const choices = { ...tokenChoices(), ...changes };
  return dataWorker()
    .call((api) => api.audit(choices))
    .catch(() => null);
}

/** The ways that there are for these settings. Rows per step stay the same, so that training does not change. */
export function fitChanges(
  { batchSize, gradientAccumulation, model }: Pick<RunConfig, 'batchSize' | 'gradientAccumulation' | 'model'>,
  longest: number,
  checkpointing: boolean,
): readonly { readonly name: FitName; readonly changes: Partial<RunConfig> }[] {
  const rowsPerStep = batchSize * gradientAccumulation;
  const half = Math.ceil(longest / 2);
  const most = SETTINGS.gradientAccumulation.range?.max ?? rowsPerStep;
  return [
    ...(checkpointing ? [] : [{ name: 'checkpointing' as const, changes: { checkpointing: 'on' as const } }]),
    ...(batchSize > 1 && rowsPerStep <= most
      ? [{ name: 'batch' as const, changes: { batchSize: 1, gradientAccumulation: rowsPerStep } }]
      : []),
    ...(half >= 16 ? [{ name: 'length' as const, changes: { maxLength: half } }] : []),
    ...(model === 'mini' ? [] : [{ name: 'model' as const, changes: { model: 'mini' } }]),
  ];
}

export function takeFit({ changes }: Fit): void {
  useDrafts.setState({}, true);
  setConfig(changes);
}
