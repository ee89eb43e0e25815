import { text } from '../../app/messages/en.ts';
import { formatDuration, formatNumber, formatPercent } from '../../lib/format.ts';
import type { AuditState } from '../../store/audit.ts';
import { useConfig } from '../../store/config.ts';
import type { FinishTime } from '../../store/finishTime.ts';
import { usePlan } from '../../store/plan.ts';
import { type Figure, Figures } from '../../ui/Figures.tsx';
import { Section } from '../../ui/Section.tsx';
import type { Preparation } from '../../workers/dataApi.ts';
import classes from './Model.module.css';

/** f32 numbers of a checkpoint for each number of the adapter: itself, two moments, and the best so far. */
const CHECKPOINT_BYTES = 4 * 4;

/** What Start would do, in figures, and what of it is kept where. */
export function PlanSection({ counts, steps, passes, audit, finish }: PlanSectionProps) {
  const rowsPerStep = useConfig(({ batchSize, gradientAccumulation }) => batchSize * gradientAccumulation);
  const trainable = usePlan(({ current }) =>
    current?.plan.kind === 'planned' ? current.plan.trainableParameters : null,
  );
  const figures: Figure[] = [
    ...(counts === null ? [] : [{ label: text.model.planRows, value: formatNumber(counts.train) }]),
    ...(steps === null
      ? []
      : [{ label: text.model.planSteps, value: formatNumber(steps), note: text.model.planStepsNote(rowsPerStep) }]),
    ...(passes === null ? [] : [{ label: text.model.planPasses, value: formatNumber(passes, 1) }]),
    ...(audit.kind === 'ready' ? tokenFigures(audit.facts) : []),
    finish === null
      ? { label: text.model.planTime, value: '', note: text.model.planTimeUnknown }
      : {
          label: text.model.planTime,
          value: formatDuration(finish.ms),
          note: text.model.spread(finish.fastestMs, finish.slowestMs),
        },
  ];
  return (
    <Section id="plan" title={text.model.planTitle}>
      <Figures label={text.model.planTitle} figures={figures} />
      {audit.kind === 'working' && <p className={classes.quiet}>{text.model.counting}</p>}
      {audit.kind === 'ready' && audit.facts.cutRows > 0 && (
        <p className={classes.quiet}>{text.model.cut(audit.facts.cutRows, audit.facts.lostAnswerTokens)}</p>
      )}
      <details className={classes.fold}>
        <summary>{text.model.storedTitle}</summary>
        <ul className={classes.stored}>
          {text.model.stored(trainable === null ? null : trainable * CHECKPOINT_BYTES).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </details>
    </Section>
  );
}

function tokenFigures({ tokens, supervised, longest }: Extract<AuditState, { kind: 'ready' }>['facts']): Figure[] {
  return [
    { label: text.model.planTokens, value: formatNumber(tokens) },
    { label: text.model.planTrained, value: formatPercent(tokens === 0 ? 0 : supervised / tokens, 0) },
    { label: text.model.planLongest, value: formatNumber(longest), note: text.model.tokensUnit },
  ];
}

interface PlanSectionProps {
  readonly counts: Preparation['counts'] | null;
  readonly steps: number | null;
  readonly passes: number | null;
  readonly audit: AuditState;
  readonly finish: FinishTime | null;
}
