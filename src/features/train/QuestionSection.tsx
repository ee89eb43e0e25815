import { memo } from 'react';
import { text } from '../../app/messages/en.ts';
import type { LiveAnswerRecord } from '../../run/events.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Train.module.css';

/** One validation question with its reference, and what the model answers to it as it learns; nothing where none is asked. */
export const QuestionSection = memo(function QuestionSection({ facts }: { readonly facts: RunFacts }) {
  const { question, answers } = facts;
  if (question === null) return null;
  return (
    <Section id="question" title={text.train.question}>
      <dl className={classes.answers}>
        <div>
          <dt>{text.train.asked}</dt>
          <dd className={classes.asked}>{question.prompt}</dd>
        </div>
        <div data-model="reference">
          <dt>{text.train.reference}</dt>
          <dd>{question.reference}</dd>
        </div>
        {answers.map((answer) => (
          <Answer key={answer.percent} answer={answer} />
        ))}
      </dl>
      <p className={classes.quiet}>{answers.length === 0 ? text.train.notYetAnswered : text.train.unchecked}</p>
    </Section>
  );
});

function Answer({ answer: { percent, step, text: words, stop } }: { readonly answer: LiveAnswerRecord }) {
  return (
    <div data-model={percent === 0 ? 'base' : 'tuned'}>
      <dt>{text.train.answeredBy(percent, step)}</dt>
      <dd>
        {words === '' ? <span className={classes.quiet}>{text.train.nothing}</span> : words}
        {stop !== 'stop' && '…'}
      </dd>
    </div>
  );
}
