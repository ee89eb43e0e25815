import { Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatDuration, formatLoss, formatNumber } from '../../lib/format.ts';
import type { ComparisonRecord } from '../../run/events.ts';
import { differingSettings } from '../../store/compareRuns.ts';
import classes from './History.module.css';
import { type NamedRun, shortFingerprint } from './runName.ts';

/** A column for each run: its outcome, then the settings in which they differ. */
export function CompareTable({ runs, verdict }: CompareTableProps) {
  const { history } = text;
  const lines: readonly (readonly [string, (run: NamedRun) => string | null | undefined])[] = [
    [history.started, ({ startedAt }) => history.begun(startedAt)],
    [history.model, ({ model }) => model],
    [
      history.data,
      ({ fileName, fingerprint }) =>
        `${fileName}, ${fingerprint === null ? history.noFingerprint : history.fingerprint(shortFingerprint(fingerprint))}`,
    ],
    [
      history.rows,
      ({ outcome }) =>
        outcome?.rows ? history.rowsOf(outcome.rows.train, outcome.rows.validation, outcome.rows.test) : null,
    ],
    [history.verdict, ({ outcome }) => outcome?.comparison && verdict(outcome.comparison)],
    [
      history.testPerplexity,
      ({ outcome }) => outcome && history.change(outcome.base.perplexity, outcome.tuned.perplexity),
    ],
    [history.testLoss, ({ outcome }) => formatLoss(outcome?.tuned.loss) || null],
    [history.bestValidation, ({ outcome }) => formatLoss(outcome?.bestValidationLoss) || null],
    [history.finalTraining, ({ outcome }) => formatLoss(outcome?.done.finalTrainingLoss) || null],
    [history.steps, ({ outcome }) => outcome && formatNumber(outcome.done.steps)],
    [history.time, ({ outcome }) => outcome && formatDuration(outcome.done.elapsedMs)],
    [history.device, ({ outcome }) => outcome?.gpu ?? null],
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.compareBox} tabIndex={0} aria-label={history.compareTable}>
      <Table className={classes.compare} style={{ '--runs': runs.length }}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{history.run}</Table.Th>
            {runs.map((run) => (
              <Table.Th key={run.id} scope="col">
                {run.title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map(([label, of]) => (
            <Line key={label} label={label} values={runs.map(of)} ids={runs.map(({ id }) => id)} />
          ))}
          {differingSettings(runs).map(({ key, label, values }) => (
            <Line key={key} label={text.settings[key]?.label ?? label} values={values} ids={runs.map(({ id }) => id)} />
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Line({ label, values, ids }: LineProps) {
  return (
    <Table.Tr>
      <Table.Th scope="row" className={classes.label}>
        {label}
      </Table.Th>
      {ids.map((id, i) => (
        <Table.Td key={id}>{values[i] ?? text.history.settingNone}</Table.Td>
      ))}
    </Table.Tr>
  );
}

interface LineProps {
  readonly label: string;
  readonly values: readonly (string | null | undefined)[];
  readonly ids: readonly string[];
}

interface CompareTableProps {
  readonly runs: readonly NamedRun[];
  readonly verdict: (comparison: ComparisonRecord) => string;
}
