import { Button, Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatDuration, formatNumber } from '../../lib/format.ts';
import { chooseRun, useFinishedRuns } from '../../store/finishedRuns.ts';
import { useRun } from '../../store/run.ts';
import { trialFigures, useTrialQueue } from '../../store/trials.ts';
import { Section } from '../../ui/Section.tsx';
import { RateFigure } from './RateFigure.tsx';
import classes from './Results.module.css';

/** Every run of this session in a line, those to come included; `shown` is the one in view. */
export function Trials({ shown }: { readonly shown: number | null }) {
  const runs = useFinishedRuns(({ runs: all }) => all);
  const run = useRun();
  const waiting = useTrialQueue((queue) => queue.waiting);
  const coming = [
    ...(run.kind === 'active' ? [{ config: run.facts.config, state: text.results.running }] : []),
    ...waiting.map((config) => ({ config, state: text.results.waiting })),
  ];
  const trials = trialFigures(runs);
  const columns = text.results.trialColumns;
  return (
    <Section id="trials" title={text.results.trials}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={classes.trialBox} tabIndex={0} aria-label={text.results.trialsTable}>
        <Table className={classes.trials} captionSide="bottom">
          <Table.Caption className={classes.caption}>{text.results.trialsCaption}</Table.Caption>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{columns.trial}</Table.Th>
              {[columns.learningRate, columns.batchSize, columns.finalLoss, columns.bestLoss, columns.time].map(
                (name) => (
                  <Table.Th key={name} scope="col" ta="right">
                    {name}
                  </Table.Th>
                ),
              )}
              <Table.Th scope="col">{columns.look}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {trials.map((trial) => (
              <Table.Tr key={trial.number}>
                <Table.Th scope="row">
                  {text.results.trialName(trial.number)}
                  {trial.best && <span className={classes.best}>{text.results.best}</span>}
                </Table.Th>
                <Table.Td ta="right">{trial.learningRate.toExponential()}</Table.Td>
                <Table.Td ta="right">{formatNumber(trial.batchSize)}</Table.Td>
                <Table.Td ta="right">{trial.finalTrainingLoss.toFixed(4)}</Table.Td>
                <Table.Td ta="right">{trial.bestValidationLoss?.toFixed(4) ?? text.results.none}</Table.Td>
                <Table.Td ta="right">{formatDuration(trial.elapsedMs)}</Table.Td>
                <Table.Td>
                  {trial.number === shown ? (
                    <span className={classes.cut}>{text.results.shown}</span>
                  ) : (
                    <Button
                      variant="default"
                      size="compact-sm"
                      aria-label={text.results.lookAt(trial.number)}
                      onClick={() => chooseRun(trial.number)}
                    >
                      {text.results.look}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
            {coming.map(({ config, state }, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: trials to come have no name but their place
              <Table.Tr key={i}>
                <Table.Th scope="row">{text.results.trialName(trials.length + i + 1)}</Table.Th>
                <Table.Td ta="right">{config.learningRate.toExponential()}</Table.Td>
                <Table.Td ta="right">{formatNumber(config.batchSize)}</Table.Td>
                <Table.Td colSpan={4} className={classes.cut}>
                  {state}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      <RateFigure trials={trials} coming={coming.length > 0} />
    </Section>
  );
}
