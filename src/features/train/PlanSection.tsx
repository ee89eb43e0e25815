import { text } from '../../app/messages/en.ts';
import { formatNumber, formatPercent } from '../../lib/format.ts';
import type { AuditState } from '../../store/audit.ts';
import { useConfig } from '../../store/config.ts';
import { type Figure, Figures } from '../../ui/Figures.tsx';
import { Section } from '../../ui/Section.tsx';
import type { Preparation } from '../../workers/dataApi.ts';
import classes from './Train.module.css';

/** What Start would do, in figures. */
export function PlanSection({ counts, steps, audit }: PlanSectionProps) {
  const rowsPerStep = useConfig(({ batchSize, gradientAccumulation }) => batchSize * gradientAccumulation);
  const figures: Figure[] = [
    ...(counts === null ? [] : [{ label: text.train.planRows, value: formatNumber(counts.train) }]),
    ...(steps === null
      ? []
      : [{ label: text.train.planSteps, value: formatNumber(steps), note: text.train.planStepsNote(rowsPerStep) }]),
    ...(audit.kind === 'ready' ? tokenFigures(audit.facts) : []),
  ];
  return (
    <Section id="plan" title={text.train.planTitle}>
      <Figures label={text.train.planTitle} figures={figures} />
      {audit.kind === 'working' && <p className={classes.quiet}>{text.train.counting}</p>}
      {audit.kind === 'ready' && audit.facts.cutRows > 0 && (
        <p className={classes.quiet}>{text.train.cut(audit.facts.cutRows, audit.facts.lostAnswerTokens)}</p>
      )}
    </Section>
  );
}

function tokenFigures({ tokens, supervised, longest }: Extract<AuditState, { kind: 'ready' }>['facts']): Figure[] {
  return [
    { label: text.train.planTokens, value: formatNumber(tokens) },
    { label: text.train.planTrained, value: formatPercent(tokens === 0 ? 0 : supervised / tokens, 0) },
    { label: text.train.planLongest, value: formatNumber(longest), note: text.train.tokensUnit },
  ];
}

interface PlanSectionProps {
  readonly counts: Preparation['counts'] | null;
  readonly steps: number | null;
  readonly audit: AuditState;
}
