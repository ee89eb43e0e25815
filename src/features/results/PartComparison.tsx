import { Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatDecimals, formatPerplexity } from '../../lib/format.ts';
import type { ComparisonRecord, EvaluatedPart } from '../../run/events.ts';
import { IntervalBar } from '../../ui/IntervalBar.tsx';
import { Term } from '../../ui/Term.tsx';
import type { FigureView } from '../../ui/ViewSwitch.tsx';
import classes from './Results.module.css';

export interface ComparedModel {
  readonly key: string;
  readonly name: string;
  readonly model: 'base' | 'tuned';
  readonly loss: ComparisonRecord['base'];
}

/** Loss and perplexity of models on the same rows of one part, with intervals. A training loss never stands in this table. */
export function PartComparison({ part, models, caption, confidence, view, most }: PartComparisonProps) {
  return (
    <Table className={classes.comparison} captionSide="bottom">
      <Table.Caption className={classes.caption}>{caption}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{text.results.model}</Table.Th>
          <Table.Th scope="col" ta="right">
            <Term {...text.help.on('loss')}>{text.comparison.lossOf[part]}</Term>
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
        {models.map(({ key, name, model, loss }) => {
          const [value, low, high] = [loss.value, loss.low, loss.high].map(Math.exp) as [number, number, number];
          return (
            <Table.Tr key={key}>
              <Table.Th scope="row">
                <span className={classes.swatch} data-model={model} aria-hidden />
                {name}
              </Table.Th>
              <Table.Td ta="right">{formatDecimals(loss.value, 4)}</Table.Td>
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
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

interface PartComparisonProps {
  readonly part: EvaluatedPart;
  readonly models: readonly ComparedModel[];
  readonly caption: string;
  readonly confidence: number;
  readonly view: FigureView;
  /** Perplexity at which the bars' scale ends. */
  readonly most: number;
}
