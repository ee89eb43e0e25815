import { RecordedPlace } from '../features/recorded/RecordedPlace.tsx';
import { Answers } from '../features/results/Answers.tsx';
import { Comparison } from '../features/results/Comparison.tsx';
import { verdict } from '../features/results/verdict.ts';
import { Details } from '../features/train/Details.tsx';
import { LiveFigures } from '../features/train/LiveFigures.tsx';
import { LossSection } from '../features/train/LossSection.tsx';
import { Perplexity } from '../features/train/Perplexity.tsx';
import { QuestionSection } from '../features/train/QuestionSection.tsx';
import type { MetricLog } from '../store/metricLog.ts';
import type { RunFacts } from '../store/runFacts.ts';
import { text } from './messages/en.ts';
import classes from './Shell.module.css';

/** The recorded run in the parts that Train and Results are made of, without their buttons. */
export function RecordedRun({ section }: { readonly section: string | null }) {
  return (
    <RecordedPlace
      view={section === 'results' ? 'results' : 'train'}
      train={(facts, log) => <Train facts={facts} log={log} />}
      results={(facts, log) => <Results facts={facts} log={log} />}
    />
  );
}

function Train({ facts, log }: PartProps) {
  return (
    <>
      <LiveFigures log={log} run={{ kind: 'cancelled', id: 'recorded', facts }} />
      <LossSection log={log} facts={facts} />
      <QuestionSection facts={facts} />
      <Perplexity log={log} facts={facts} />
      <Details log={log} facts={facts} />
    </>
  );
}

function Results({ facts, log }: PartProps) {
  const { comparison, done } = facts;
  if (comparison === null) return <p>{text.recorded.notYet}</p>;
  return (
    <>
      <h2 className={classes.verdict} data-verdict>
        {verdict(comparison)}
      </h2>
      <Comparison facts={facts} validations={log.validations} />
      <Answers id={null} run={null} facts={facts} live={done === null} />
    </>
  );
}

interface PartProps {
  readonly facts: RunFacts;
  readonly log: MetricLog;
}
