import { Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatPerplexity } from '../../lib/format.ts';
import type { DoneRecord, EvaluationRecord } from '../../run/events.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Results.module.css';

/** Base and tuned on the same test rows. A training loss never stands in this table. */
export function Comparison({ base, tuned, done }: ComparisonProps) {
  const rows = [
    { key: 'base', name: text.results.base, figures: base },
    { key: 'tuned', name: text.results.tuned, figures: tuned },
  ];
  return (
    <Section id="comparison" title={text.results.comparison}>
      <Table className={classes.comparison} captionSide="bottom">
        <Table.Caption className={classes.caption}>
          {text.results.comparisonCaption(base.rows, base.tokens)} {text.results.perplexityHelp}
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.results.model}</Table.Th>
            <Table.Th scope="col" ta="right">
              {text.results.loss}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {text.results.perplexity}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ key, name, figures }) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">
                <span className={classes.swatch} data-model={key} aria-hidden />
                {name}
              </Table.Th>
              <Table.Td ta="right">{figures.loss.toFixed(4)}</Table.Td>
              <Table.Td ta="right">{formatPerplexity(figures.perplexity)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {done !== null && (
        <p className={classes.quiet}>{text.results.adapterOf(done.adapterStep, done.steps, done.finalTrainingLoss)}</p>
      )}
    </Section>
  );
}

interface ComparisonProps {
  readonly base: EvaluationRecord;
  readonly tuned: EvaluationRecord;
  readonly done: DoneRecord | null;
}
