import { Button } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import type { JudgedClass } from '../../run/events.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { checkAnswer, loadReview, reviewOf, setRule, undoReview, useReviews } from '../../store/reviews.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { Section } from '../../ui/Section.tsx';
import { AnswerFilters, type ListView } from './AnswerFilters.tsx';
import { AnswerList } from './AnswerList.tsx';
import { AnswerRow } from './AnswerRow.tsx';
import { ClassCounts, type Counts } from './ClassCounts.tsx';
import { basisOf, judgedBy, setPhrases, withChecks } from './judgedRows.ts';
import { Lengths } from './Lengths.tsx';
import { EVERYTHING, filterRows, orderRows } from './listRows.ts';
import marks from './MarkedText.module.css';
import classes from './Results.module.css';
import { RuleSettings } from './RuleSettings.tsx';
import { Subtopics } from './Subtopics.tsx';

const FIRST = 5;
const AT_FIRST: ListView = { filter: EVERYTHING, order: 'row', marking: true };

/**
 * What both models answered to test rows beside the reference, judged as it comes by the text rule and overruled where a person checks it.
 */
export function Answers({ id, facts, run, live }: AnswersProps) {
  const reviews = useReviews();
  const review = reviewOf(reviews, id);
  const [view, setView] = useState(AT_FIRST);
  const [limit, setLimit] = useState(FIRST);
  useEffect(() => {
    if (id !== null) loadReview(id);
  }, [id]);
  const { rule } = review;
  const predictions = useMemo(() => judgedBy(facts, { ...review, rule }), [facts, review, rule]);
  const rows = useMemo(() => withChecks(predictions, facts, review), [predictions, facts, review]);
  const basis = useMemo(() => basisOf(facts, review), [facts, review]);
  const common = useMemo(() => setPhrases(basis), [basis]);
  if (rows.length === 0) return <None facts={facts} live={live} />;

  const total = facts.predictions[0]?.total ?? rows.length;
  const wanted = orderRows(filterRows(rows, view.filter), view.order);
  const rest = wanted.length - limit;
  const undoable = id !== null && (reviews.before[id]?.length ?? 0) > 0;
  return (
    <Section id="answers" title={text.results.answers}>
      <div className={classes.judging}>
        <p>
          {text.results.answersIntro(total)}
          {total < facts.config.predictions && ` ${text.answers.fewer(facts.config.predictions, total)}`}
        </p>
        <p className={classes.judgedBy}>{text.results.judgedBy}</p>
        <details className={classes.how}>
          <summary>{text.results.how}</summary>
          <ol>
            {text.results.rule.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ol>
        </details>
        {id !== null && basis !== null && (
          <RuleSettings rule={basis.rule} onChange={(changed) => setRule(id, changed)} />
        )}
        {review.rule !== null && <p>{text.answers.ruleChanged}</p>}
      </div>
      <div className={classes.overview}>
        <ClassCounts
          counts={countBy(rows.map(({ prediction }) => prediction.judged.tuned.class))}
          base={countBy(rows.map(({ prediction }) => prediction.judged.base.class))}
          checks={review.checks.filter(({ model }) => model === 'tuned')}
          done={rows.length}
          total={total}
          live={live}
        />
        <Lengths rows={rows} total={total} live={live} />
      </div>
      <Subtopics rows={rows} />
      <AnswerFilters
        rows={rows}
        counts={countBy(rows.map(({ final }) => final.tuned))}
        view={view}
        onChange={setView}
      />
      <div className={classes.listHead}>
        {id !== null && (
          <p className={classes.quiet}>
            {text.answers.keysHint} {review.checks.length > 0 && text.answers.finalNote}
          </p>
        )}
        {undoable && (
          <Button variant="default" size="compact-sm" onClick={() => undoReview(id)}>
            {text.answers.undo}
          </Button>
        )}
      </div>
      {id !== null && reviews.unsaved.has(id) && <p>{text.answers.unsaved}</p>}
      {view.marking && <Legend />}
      <p className={classes.quiet}>
        {wanted.length === 0
          ? text.results.noneOfClass
          : text.answers.showing(Math.min(limit, wanted.length), wanted.length)}
      </p>
      <AnswerList
        rows={wanted.slice(0, limit)}
        draw={(row) => (
          <AnswerRow
            key={row.prediction.index}
            row={row}
            common={common}
            marking={view.marking}
            run={run}
            onSay={id === null ? null : (model, said) => checkAnswer(id, { index: row.prediction.index, model }, said)}
          />
        )}
      />
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

/** What the marks mean, each shown as it looks. */
function Legend() {
  return (
    <p className={marks.legend}>
      {(['shared', 'foreign', 'missing'] as const).map((kind) => (
        <span key={kind}>
          <mark className={marks.mark} data-kind={kind}>
            {text.answers.legend[kind]}
          </mark>
        </span>
      ))}
    </p>
  );
}

function None({ facts, live }: { readonly facts: RunFacts; readonly live: boolean }) {
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
  /** Names the run in storage; null: a recorded one, which nobody can check here. */
  readonly id: string | null;
  readonly facts: RunFacts;
  /** null: not finished, or recorded; its files are not here. */
  readonly run: FinishedRun | null;
  /** More may come. */
  readonly live: boolean;
}
