import type { ReactNode } from 'react';
import { text } from '../../app/messages/en.ts';
import type { AnswerRecord, Judgement, PredictionRecord } from '../../run/events.ts';
import { ClassWord } from './ClassWord.tsx';
import { LongText } from './LongText.tsx';
import classes from './Results.module.css';

/** Question | reference | base | tuned, each answer with its class and why. */
export function AnswerRow({ prediction }: { readonly prediction: PredictionRecord }) {
  const { prompt, reference, base, tuned, judged } = prediction;
  return (
    <dl className={classes.answer}>
      <Part name={text.results.question}>
        <LongText>{prompt}</LongText>
      </Part>
      <Part name={text.results.reference}>
        <LongText>{reference}</LongText>
      </Part>
      <Part name={text.results.base} model="base">
        <Answer answer={base} judgement={judged.base} />
      </Part>
      <Part name={text.results.tuned} model="tuned">
        <Answer answer={tuned} judgement={judged.tuned} />
      </Part>
    </dl>
  );
}

function Part({ name, model, children }: PartProps) {
  return (
    <div className={classes.part} data-model={model}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Answer({ answer, judgement }: { readonly answer: AnswerRecord; readonly judgement: Judgement }) {
  return (
    <>
      {answer.text === '' ? (
        <span className={classes.cut}>{text.results.nothing}</span>
      ) : (
        <LongText>{answer.text}</LongText>
      )}
      {answer.stop !== 'stop' && <span className={classes.cut}> … {text.results.cutShort}</span>}
      <div className={classes.judgement}>
        <ClassWord name={judgement.class} />
        <span className={classes.reason}>{text.results.reasons[judgement.reason](judgement.words)}</span>
      </div>
    </>
  );
}

interface PartProps {
  readonly name: string;
  readonly model?: 'base' | 'tuned';
  readonly children: ReactNode;
}
