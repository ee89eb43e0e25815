import { Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatDecimals, formatNumber } from '../../lib/format.ts';
import type { JudgedRow } from './judgedRows.ts';
import { countSubtopics } from './listRows.ts';
import classes from './Results.module.css';

const CLASSES = ['matches', 'vague', 'wrong'] as const;

/** Classes by subtopic; nothing where rows have none. */
export function Subtopics({ rows }: { readonly rows: readonly JudgedRow[] }) {
  const subtopics = countSubtopics(rows);
  if (subtopics.length < 2) return null;
  const columns = text.answers.subtopicColumns;
  return (
    <details className={classes.how} open={subtopics.length <= 12}>
      <summary>{text.answers.subtopics}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.trialBox} tabIndex={0} aria-label={text.answers.subtopics}>
        <Table captionSide="bottom" className={classes.subtopics}>
          <Table.Caption className={classes.caption}>{text.answers.subtopicsCaption}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{columns.subtopic}</Table.Th>
              <Table.Th scope="col" ta="right">
                {columns.rows}
              </Table.Th>
              {CLASSES.map((name) => (
                <Table.Th key={name} scope="col" ta="right">
                  {text.results.classes[name].name}
                </Table.Th>
              ))}
              <Table.Th scope="col" ta="right">
                {columns.loss}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {subtopics.map(({ name, rows: count, counts, loss }) => (
              <Table.Tr key={name}>
                <Table.Th scope="row">{name}</Table.Th>
                <Table.Td ta="right">{formatNumber(count)}</Table.Td>
                {CLASSES.map((kind) => (
                  <Table.Td key={kind} ta="right">
                    {formatNumber(counts[kind])}
                  </Table.Td>
                ))}
                <Table.Td ta="right">{loss === null ? '' : formatDecimals(loss, 3)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </details>
  );
}
