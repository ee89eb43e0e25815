import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import type { JudgedClass } from '../../run/events.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { Section } from '../../ui/Section.tsx';
import { AnswerRow } from './AnswerRow.tsx';
import { ClassCounts, type Counts } from './ClassCounts.tsx';
import { Lengths } from './Lengths.tsx';
import classes from './Results.module.css';

const FIRST = 5;
const CLASSES = ['matches', 'vague', 'wrong'] as const;

/** What both models answered to test rows beside the reference, judged as it comes; `live`: more may come. */
export function Answers({ facts, live }: AnswersProps) {
  const [shown, setShown] = useState<JudgedClass | 'all'>('all');
  const [limit, setLimit] = useState(FIRST);
  const { predictions } = facts;
  if (predictions.length === 0) return <None facts={facts} live={live} />;
  const total = predictions[0]?.total ?? predictions.length;
  const counts = countBy(predictions.map(({ judged }) => judged.tuned.class));
  const wanted = predictions.filter(({ judged }) => shown === 'all' || judged.tuned.class === shown);
  const rest = wanted.length - limit;
  return (
    <Section id="answers" title={text.results.answers}>
      <div className={classes.judging}>
        <p>{text.results.answersIntro(total)}</p>
        <p className={classes.judgedBy}>{text.results.judgedBy}</p>
        <details className={classes.how}>
          <summary>{text.results.how}</summary>
          <ol>
            {text.results.rule.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
        </details>
      </div>
      <div className={classes.overview}>
        <ClassCounts
          counts={counts}
          base={countBy(predictions.map(({ judged }) => judged.base.class))}
          done={predictions.length}
          total={total}
          live={live}
        />
        <Lengths predictions={predictions} total={total} live={live} />
      </div>
      <SegmentedControl
        aria-label={text.results.filter}
        className={classes.filter}
        size="xs"
        transitionDuration={0}
        value={shown}
        onChange={(value) => setShown(value as JudgedClass | 'all')}
        data={[
          { value: 'all', label: text.results.all(predictions.length) },
          ...CLASSES.map((name) => ({
            value: name,
            label: text.results.filtered(text.results.classes[name].name, counts[name]),
          })),
        ]}
      />
      {wanted.length === 0 && <p className={classes.quiet}>{text.results.noneOfClass}</p>}
      <div>
        {wanted.slice(0, limit).map((prediction) => (
          <AnswerRow key={prediction.index} prediction={prediction} />
        ))}
      </div>
      {rest > 0 && (
        <div>
          <Button variant="default" onClick={() => setLimit(Number.POSITIVE_INFINITY)}>
            {text.results.showMore(rest)}
          </Button>
        </div>
      )}
    </Section>
  );
}

function None({ facts, live }: AnswersProps) {
  const sentence =
    facts.config.predictions === 0
      ? text.results.noPredictions
      : live
        ? text.results.firstAnswer
        : text.results.noneChecked;
  return (
    <Section id="answers" title={text.results.answers}>
      <p className={classes.quiet}>{sentence}</p>
    </Section>
  );
}

function countBy(judged: readonly JudgedClass[]): Counts {
  const count = (name: JudgedClass) => judged.filter((one) => one === name).length;
  return { matches: count('matches'), vague: count('vague'), wrong: count('wrong') };
}

interface AnswersProps {
  readonly facts: RunFacts;
  readonly live: boolean;
}
