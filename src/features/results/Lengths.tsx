import { Table } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { lengthBins } from '../../lib/chart/lengthBins.ts';
import { formatNumber } from '../../lib/format.ts';
import type { PredictionRecord } from '../../run/events.ts';
import { Histogram } from '../../ui/Histogram.tsx';
import { type FigureView, ViewSwitch } from '../../ui/ViewSwitch.tsx';
import classes from './Results.module.css';

/** Lengths in tokens of the tuned model's answers that do not match, growing as answers are judged. */
export function Lengths({ predictions, total, live }: LengthsProps) {
  const [view, setView] = useState<FigureView>('chart');
  const wrong = predictions.filter(({ judged }) => judged.tuned.class === 'wrong');
  const done = predictions.length;
  const bins = lengthBins(
    wrong.map(({ tuned }) => tuned.tokens),
    Math.max(...predictions.map(({ tuned }) => tuned.tokens)),
  );
  return (
    <div className={classes.lengths} data-tour="lengths">
      <div className={classes.lengthsHead}>
        <h3 className={classes.smallTitle}>{text.results.lengths}</h3>
        {wrong.length > 0 && <ViewSwitch value={view} onChange={setView} labels={text.results} />}
      </div>
      {wrong.length === 0 && (
        <div className={classes.empty}>
          {live && done < total ? text.results.noMismatchesYet(done, total) : text.results.noMismatches(done)}
        </div>
      )}
      {wrong.length > 0 && view === 'chart' && (
        <Histogram
          bins={bins}
          labels={{
            title: text.results.lengthsTitle(wrong.length, done),
            xAxis: text.results.lengthsX,
            yAxis: text.results.lengthsY,
          }}
        />
      )}
      {wrong.length > 0 && view === 'table' && (
        <Table withRowBorders={false} captionSide="bottom">
          <Table.Caption className={classes.caption}>{text.results.lengthsTitle(wrong.length, done)}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{text.results.lengthsX}</Table.Th>
              <Table.Th scope="col" ta="right">
                {text.results.lengthsY}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {bins.map(({ low, high, count }) => (
              <Table.Tr key={low}>
                <Table.Td>{text.results.lengthRange(low, high - 1)}</Table.Td>
                <Table.Td ta="right">{formatNumber(count)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  );
}

interface LengthsProps {
  readonly predictions: readonly PredictionRecord[];
  readonly total: number;
  readonly live: boolean;
}
