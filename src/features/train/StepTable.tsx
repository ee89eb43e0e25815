import { Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatDecimals, formatLoss, formatNumber } from '../../lib/format.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import { formatRate } from './formatRate.ts';
import classes from './Train.module.css';

const SHOWN = 200;

/** The chart's figures as a table, newest step first. */
export function StepTable({ log }: { readonly log: MetricLog }) {
  const shown = Math.min(SHOWN, log.length);
  const validations = new Map(log.validations.map(({ step, loss }) => [step, loss]));
  const { columns } = text.train;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.tableBox} tabIndex={0} aria-label={text.train.tableTitle}>
      <Table stickyHeader captionSide="top" withRowBorders={false}>
        <Table.Caption ta="left">{text.train.tableCaption(shown, log.length)}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            {Object.values(columns).map((name) => (
              <Table.Th key={name} scope="col" ta="right">
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Array.from({ length: shown }, (_, back) => {
            const row = log.at(log.length - 1 - back);
            if (row === undefined) return null;
            const cells = [
              formatNumber(row.step),
              formatLoss(row.loss),
              formatLoss(validations.get(row.step)),
              formatRate(row.lr),
              formatDecimals(row.gradNorm, 3),
              formatNumber(row.tokensPerSec),
            ];
            return (
              <Table.Tr key={row.step}>
                {cells.map((cell, column) => (
                  <Table.Td key={Object.keys(columns)[column]} ta="right">
                    {cell}
                  </Table.Td>
                ))}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}
