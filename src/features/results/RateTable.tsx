import { Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatLoss, formatNumber } from '../../lib/format.ts';
import classes from './Results.module.css';

interface Point {
  readonly rate: number;
  readonly batchSize: number;
  readonly loss: number;
}

/** Final training losses, a row for each learning rate and a column for each batch size; of several trials of a pair the last one. */
export function RateTable({ points }: { readonly points: readonly Point[] }) {
  const rates = [...new Set(points.map(({ rate }) => rate))].sort((a, b) => a - b);
  const sizes = [...new Set(points.map(({ batchSize }) => batchSize))].sort((a, b) => a - b);
  const lossOf = (rate: number, batchSize: number) =>
    points.findLast((point) => point.rate === rate && point.batchSize === batchSize)?.loss;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.trialBox} tabIndex={0} aria-label={text.results.rateFigure}>
      <Table aria-label={text.results.rateFigure}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.trials.columns.learningRate}</Table.Th>
            {sizes.map((size) => (
              <Table.Th key={size} scope="col" ta="right">
                {text.results.batchLine(size)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rates.map((rate) => (
            <Table.Tr key={rate}>
              <Table.Th scope="row">{text.trials.rate(rate)}</Table.Th>
              {sizes.map((size) => (
                <Table.Td key={formatNumber(size)} ta="right">
                  {formatLoss(lossOf(rate, size))}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
