import { Button, Table } from '@mantine/core';
import { IconTrophy } from '@tabler/icons-react';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { messageOf } from '../../lib/errors.ts';
import { formatDuration, formatLoss, formatNumber } from '../../lib/format.ts';
import { type FinishedRun, openTrial, useFinishedRuns } from '../../store/finishedRuns.ts';
import { useRun } from '../../store/run.ts';
import { type TrialRow, trialRows } from '../../store/trialRows.ts';
import { useTrialQueue } from '../../store/trials.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { RateFigure } from './RateFigure.tsx';
import classes from './Results.module.css';
import { TrialCurves } from './TrialCurves.tsx';

/** Every trial of this session in a line, those to come included; `shown` is the one in view. */
export function Trials({ shown }: { readonly shown: FinishedRun | null }) {
  const [problem, setProblem] = useState<string | null>(null);
  const runs = useFinishedRuns(({ runs: all }) => all);
  const active = useRun((run) => (run.kind === 'active' ? run.facts : null));
  const waiting = useTrialQueue((queue) => queue.waiting);
  const rows = trialRows(runs, active, waiting);
  const { columns } = text.trials;
  const hasOthers = rows.some(({ differs }) => differs.length > 0);
  const open = ({ run, trial }: NonNullable<TrialRow['place']>) => {
    setProblem(null);
    openTrial(run, trial).catch((error: unknown) => setProblem(messageOf(error)));
  };
  return (
    <Section id="trials" title={text.trials.title}>
      {problem !== null && (
        <Notice tone="error" word={text.trials.openFailed}>
          {problem}
        </Notice>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={classes.trialBox} tabIndex={0} aria-label={text.trials.table}>
        <Table className={classes.trials} captionSide="bottom">
          <Table.Caption className={classes.caption}>{text.trials.caption}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{columns.trial}</Table.Th>
              {[columns.learningRate, columns.batchSize].map((name) => (
                <Table.Th key={name} scope="col" ta="right">
                  {name}
                </Table.Th>
              ))}
              {hasOthers && <Table.Th scope="col">{columns.differs}</Table.Th>}
              {[columns.finalLoss, columns.bestLoss, columns.time].map((name) => (
                <Table.Th key={name} scope="col" ta="right">
                  {name}
                </Table.Th>
              ))}
              <Table.Th scope="col">{columns.look}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Row key={row.number} row={row} hasOthers={hasOthers} shown={isShown(row, shown)} onOpen={open} />
            ))}
          </Table.Tbody>
        </Table>
      </section>
      <div className={classes.overview}>
        <RateFigure rows={rows} />
        <TrialCurves rows={rows} />
      </div>
    </Section>
  );
}

function Row({ row, hasOthers, shown, onOpen }: RowProps) {
  const { number, place, learningRate, batchSize, differs, status, reason } = row;
  return (
    <Table.Tr>
      <Table.Th scope="row">
        {text.trials.name(number)}
        {row.best && (
          <span className={classes.best}>
            <IconTrophy size={14} stroke={1.75} aria-hidden />
            {text.trials.best}
          </span>
        )}
      </Table.Th>
      <Table.Td ta="right">{text.trials.rate(learningRate)}</Table.Td>
      <Table.Td ta="right">{formatNumber(batchSize)}</Table.Td>
      {hasOthers && (
        <Table.Td>
          <span className={classes.chips}>
            {differs.map((words) => (
              <span key={words} className={classes.chip}>
                {words}
              </span>
            ))}
          </span>
        </Table.Td>
      )}
      <Table.Td ta="right">{formatLoss(row.finalTrainingLoss)}</Table.Td>
      <Table.Td ta="right">{formatLoss(row.bestValidationLoss) || (place === null ? '' : text.trials.none)}</Table.Td>
      <Table.Td ta="right">{row.elapsedMs === null ? '' : formatDuration(row.elapsedMs)}</Table.Td>
      <Table.Td>
        <span className={classes.outcome}>
          {status !== 'finished' && (
            <span className={classes.cut} title={reason ?? undefined}>
              {text.trials.states[status]}
            </span>
          )}
          {place !== null && shown && <span className={classes.cut}>{text.trials.shown}</span>}
          {place !== null && !shown && (
            <Button
              variant="default"
              size="compact-sm"
              aria-label={text.trials.lookAt(number)}
              onClick={() => onOpen(place)}
            >
              {text.trials.look}
            </Button>
          )}
        </span>
        {reason !== null && <p className={classes.reasonLine}>{reason}</p>}
      </Table.Td>
    </Table.Tr>
  );
}

function isShown({ place }: TrialRow, shown: FinishedRun | null): boolean {
  return place !== null && shown !== null && place.run === shown.number && place.trial === shown.trial;
}

interface RowProps {
  readonly row: TrialRow;
  readonly hasOthers: boolean;
  readonly shown: boolean;
  readonly onOpen: (place: NonNullable<TrialRow['place']>) => void;
}
