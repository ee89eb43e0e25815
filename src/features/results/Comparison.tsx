import { Table } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { formatPerplexity } from '../../lib/format.ts';
import type { ComparisonRecord } from '../../run/events.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { IntervalBar } from '../../ui/IntervalBar.tsx';
import { Section } from '../../ui/Section.tsx';
import { Term } from '../../ui/Term.tsx';
import { type FigureView, ViewSwitch } from '../../ui/ViewSwitch.tsx';
import { FewShotNote } from './FewShotNote.tsx';
import classes from './Results.module.css';

/** Base and tuned on the same test rows, with intervals. A training loss never stands in this table. */
export function Comparison({ facts, comparison, validations }: ComparisonProps) {
  const [view, setView] = useState<FigureView>('chart');
  const { done, fewShot } = facts;
  const rows = [
    rowOf('base', text.results.base, 'base', comparison.base),
    ...(fewShot ? [rowOf('fewShot', text.results.fewShot(fewShot.shots), 'base', fewShot.comparison.base)] : []),
    rowOf('tuned', text.results.tuned, 'tuned', comparison.tuned),
  ];
  const most = Math.max(...rows.map(({ high }) => high));
  const kept = validations.find(({ step }) => step === done?.adapterStep);
  const { wins, losses, ties, rows: count, tokens, resamples, confidence } = comparison;
  return (
    <Section
      id="comparison"
      title={text.results.comparison}
      aside={<ViewSwitch value={view} onChange={setView} labels={text.results} />}
    >
      <Table className={classes.comparison} captionSide="bottom">
        <Table.Caption className={classes.caption}>{text.results.comparisonCaption(count, tokens)}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.results.model}</Table.Th>
            <Table.Th scope="col" ta="right">
              <Term {...text.help.on('loss')}>{text.results.loss}</Term>
            </Table.Th>
            <Table.Th scope="col" ta="right">
              <Term {...text.help.on('perplexity')}>{text.results.perplexity}</Term>
            </Table.Th>
            <Table.Th scope="col" className={classes.interval}>
              {text.results.interval(confidence)}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, name, model, loss, value, low, high }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">
                <span className={classes.swatch} data-model={model} aria-hidden />
                {name}
              </Table.Th>
              <Table.Td ta="right">{loss.toFixed(4)}</Table.Td>
              <Table.Td ta="right">{formatPerplexity(value)}</Table.Td>
              <Table.Td className={classes.interval}>
                {view === 'chart' ? (
                  <IntervalBar
                    value={value}
                    low={low}
                    high={high}
                    most={most}
                    model={model}
                    label={text.results.barLabel(value, low, high)}
                  />
                ) : (
                  text.results.intervalValue(low, high)
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <div className={classes.notes}>
        <p>{text.results.wins(wins, losses, ties, count)}</p>
        {fewShot !== null && <FewShotNote fewShot={fewShot} answers={facts.fewShotAnswers} />}
        <p>
          {text.results.perplexityHelp} {text.results.intervalHelp(resamples)}
        </p>
        {done !== null && <p>{text.results.adapterOf(done.adapterStep, done.steps, done.finalTrainingLoss)}</p>}
        {kept !== undefined && <p>{text.results.validation(kept.rows, kept.loss, kept.perplexity)}</p>}
      </div>
    </Section>
  );
}

function rowOf(key: string, name: string, model: 'base' | 'tuned', { value, low, high }: ComparisonRecord['base']) {
  return { key, name, model, loss: value, value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
}

interface ComparisonProps {
  readonly facts: RunFacts;
  readonly comparison: ComparisonRecord;
  readonly validations: FinishedRun['validations'];
}
