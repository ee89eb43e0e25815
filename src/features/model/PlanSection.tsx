import { text } from '../../app/messages/en.ts';
import { formatNumber, formatPercent } from '../../lib/format.ts';
import type { AuditState } from '../../store/audit.ts';
import { useConfig } from '../../store/config.ts';
import { type Figure, Figures } from '../../ui/Figures.tsx';
import { Section } from '../../ui/Section.tsx';
import type { Preparation } from '../../workers/dataApi.ts';
import classes from './Model.module.css';

/** What Start would do, in figures. */
export function PlanSection({ counts, steps, audit }: PlanSectionProps) {
  const rowsPerStep = useConfig(({ batchSize, gradientAccumulation }) => batchSize * gradientAccumulation);
  const figures: Figure[] = [
    ...(counts === null ? [] : [{ label: text.model.planRows, value: formatNumber(counts.train) }]),
    ...(steps === null
      ? []
      : [{ label: text.model.planSteps, value: formatNumber(steps), note: text.model.planStepsNote(rowsPerStep) }]),
    ...(audit.kind === 'ready' ? tokenFigures(audit.facts) : []),
  ];
  return (
    <Section id="plan" title={text.model.planTitle}>
      <Figures label={text.model.planTitle} figures={figures} />
      {audit.kind === 'working' && <p className={classes.quiet}>{text.model.counting}</p>}
      {audit.kind === 'ready' && audit.facts.cutRows > 0 && (
        <p className={classes.quiet}>{text.model.cut(audit.facts.cutRows, audit.facts.lostAnswerTokens)}</p>
      )}
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
  readonly audit: AuditState;
}
