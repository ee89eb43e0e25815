import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import type { CsvTable } from '../../lib/chart/csvText.ts';
import type { ComparisonRecord, EvaluatedPart, OutsideRecord } from '../../run/events.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { ChartMenu } from '../../ui/ChartMenu.tsx';
import { Section } from '../../ui/Section.tsx';
import { type FigureView, ViewSwitch } from '../../ui/ViewSwitch.tsx';
import { highestOf, modelsOf } from './comparedModels.ts';
import { FewShotNote } from './FewShotNote.tsx';
import { OutsidePhrases } from './OutsidePhrases.tsx';
import { PartComparison } from './PartComparison.tsx';
import classes from './Results.module.css';

/** Base against tuned on the test rows, and apart from them on the validation rows; bars and intervals move while rows are measured. */
export function Comparison({ facts, validations }: ComparisonProps) {
  const [view, setView] = useState<FigureView>('chart');
  const { done, fewShot } = facts;
  const kept = validations.find(({ step }) => step === done?.adapterStep);
  const validation = partOf(facts, 'validation');
  return (
    <Section
      id="comparison"
      title={text.results.comparison}
      aside={
        <div className={classes.figureTools}>
          <ViewSwitch value={view} onChange={setView} labels={text.results} />
          <ChartMenu
            title={text.charts.perplexity.title}
            table={() => comparisonTable(facts)}
            labels={text.charts.menu}
          />
        </div>
      }
    >
      <Part facts={facts} part="test" view={view} />
      <div className={classes.notes}>
        <p>
          {text.results.perplexityHelp} {text.results.intervalHelp(facts.comparison?.resamples ?? 0)}
        </p>
        {done !== null && <p>{text.results.adapterOf(done.adapterStep, done.steps, done.finalTrainingLoss)}</p>}
        {fewShot !== null && <FewShotNote fewShot={fewShot} answers={facts.fewShotAnswers} />}
        {/* Runs of before both models were measured on the validation rows. */}
        {validation === null && kept !== undefined && (
          <p>{text.results.validation(kept.rows, kept.loss, kept.perplexity)}</p>
        )}
      </div>
      {validation !== null && <Part facts={facts} part="validation" view={view} />}
    </Section>
  );
}

/** One part of the split: its table, rows won and lost, and the same outside repeated phrases. */
function Part({ facts, part, view }: PartProps) {
  const found = partOf(facts, part);
  if (found === null) return null;
  const { comparison, outside, total } = found;
  const models = modelsOf(comparison, part === 'test' ? facts.fewShot : null);
  const { wins, losses, ties, rows, tokens, change, difference } = comparison;
  const most = Math.max(
    highestOf(models),
    ...(outside?.comparison ? [highestOf(modelsOf(outside.comparison, null))] : []),
  );
  const share = Math.abs(Math.expm1(difference.value));
  return (
    <section className={classes.partBlock} aria-labelledby={`comparison-${part}`}>
      <h3 id={`comparison-${part}`} className={classes.smallTitle}>
        {text.comparison.parts[part]}
      </h3>
      {part === 'validation' && <p className={classes.changed}>{text.comparison.changed[change](share)}</p>}
      <PartComparison
        part={part}
        models={models}
        caption={total === null ? text.comparison.captionOf[part](rows, tokens) : text.comparison.soFar(rows, total)}
        confidence={comparison.confidence}
        view={view}
        most={most}
      />
      <p>{text.results.wins(wins, losses, ties, rows)}</p>
      {part === 'validation' && <p className={classes.quiet}>{text.comparison.validationNote}</p>}
      {facts.repeated !== null && outside !== undefined && (
        <OutsidePhrases part={part} repeated={facts.repeated} outside={outside} view={view} most={most} />
      )}
    </section>
  );
}

/** Every model on every part, losses with their intervals. The bars are no drawing, so figures are all that can be taken along. */
function comparisonTable(facts: RunFacts): CsvTable {
  const rows = (['test', 'validation'] as const).flatMap((part) => {
    const found = partOf(facts, part);
    const models = found === null ? [] : modelsOf(found.comparison, part === 'test' ? facts.fewShot : null);
    return models.map(({ name, loss }) => [part, name, loss.value, loss.low, loss.high, Math.exp(loss.value)]);
  });
  return { header: text.charts.perplexity.columns, rows };
}

interface PartFigures {
  readonly comparison: ComparisonRecord;
  /** undefined: not measured, or not yet. */
  readonly outside: OutsideRecord | null | undefined;
  /** Rows that are being measured; null: all were. */
  readonly total: number | null;
}

function partOf(facts: RunFacts, part: EvaluatedPart): PartFigures | null {
  const { comparison } = part === 'test' ? facts : facts.validation;
  if (comparison !== null) return { comparison, outside: comparison.outside, total: null };
  const { comparing } = facts;
  if (comparing === null || comparing.part !== part) return null;
  return { comparison: comparing, outside: undefined, total: comparing.total };
}

interface PartProps {
  readonly facts: RunFacts;
  readonly part: EvaluatedPart;
  readonly view: FigureView;
}

interface ComparisonProps {
  readonly facts: RunFacts;
  readonly validations: FinishedRun['validations'];
}
