import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import type { ComparisonRecord } from '../../run/events.ts';
import { compareObstacle } from '../../store/compareRuns.ts';
import { useHistory } from '../../store/history.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { CompareCurves } from './CompareCurves.tsx';
import { CompareTable } from './CompareTable.tsx';
import classes from './History.module.css';
import type { NamedRun } from './runName.ts';

/** Two runs or more side by side, with a warning where their losses do not compare. */
export function CompareRuns({ runs, verdict }: CompareRunsProps) {
  if (runs.length < 2) {
    return (
      <Section id="compare" title={text.history.compareTitle}>
        <p className={classes.quiet}>{text.history.compareHow}</p>
      </Section>
    );
  }
  const obstacle = compareObstacle(runs);
  const clear = (
    <Button size="compact-md" variant="default" onClick={() => useHistory.setState({ chosen: [] })}>
      {text.history.clear}
    </Button>
  );
  return (
    <Section id="compare" title={text.history.compareChosen(runs.length)} aside={clear}>
      {obstacle === null ? (
        <p>{text.history.comparable}</p>
      ) : (
        <Notice tone="warning">{text.history.obstacles[obstacle]}</Notice>
      )}
      <CompareTable runs={runs} verdict={verdict} />
      <CompareCurves runs={runs} />
    </Section>
  );
}

interface CompareRunsProps {
  readonly runs: readonly NamedRun[];
  readonly verdict: (comparison: ComparisonRecord) => string;
}
