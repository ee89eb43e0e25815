import { Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatNumber } from '../../lib/format.ts';
import type { LengthFacts } from '../../workers/dataApi.ts';
import classes from './Length.module.css';

const words = text.pairs.length;

/** The bins of the chart in figures. */
export function LengthTable({ bins }: { readonly bins: LengthFacts['bins'] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={words.chartTitle}>
      <Table layout="auto" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {[words.columns.length, words.columns.rows, words.columns.prompt, words.columns.answer].map((column) => (
              <Table.Th key={column} scope="col">
                {column}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {bins.map((bin) => (
            <Table.Tr key={bin.from}>
              <Table.Th scope="row">{words.bin(bin.from, bin.to)}</Table.Th>
              <Table.Td>{formatNumber(bin.rows)}</Table.Td>
              <Table.Td>{formatNumber(bin.promptTokens)}</Table.Td>
              <Table.Td>{formatNumber(bin.answerTokens)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
