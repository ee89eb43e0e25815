import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import type { AnswerRecord, PredictionRecord } from '../../run/events.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Results.module.css';

const FIRST = 5;

/** What both models answered to test rows, beside the reference. */
export function Answers({ predictions }: { readonly predictions: readonly PredictionRecord[] }) {
  const [shown, setShown] = useState(FIRST);
  const rest = predictions.length - shown;
  return (
    <Section id="answers" title={text.results.answers}>
      <p className={classes.quiet}>{text.results.answersIntro}</p>
      {predictions.slice(0, shown).map((prediction) => (
        <dl key={prediction.index} className={classes.answer}>
          <Part name={text.results.question}>{prediction.prompt}</Part>
          <Part name={text.results.reference}>{prediction.reference}</Part>
          <Part name={text.results.base} model="base">
            <Answer answer={prediction.base} />
          </Part>
          <Part name={text.results.tuned} model="tuned">
            <Answer answer={prediction.tuned} />
          </Part>
        </dl>
      ))}
      {rest > 0 && (
        <div>
          <Button variant="default" onClick={() => setShown(predictions.length)}>
            {text.results.showMore(rest)}
          </Button>
        </div>
      )}
    </Section>
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

function Answer({ answer }: { readonly answer: AnswerRecord }) {
  return (
    <>
      {answer.text === '' ? <span className={classes.cut}>{text.results.nothing}</span> : answer.text}
      {answer.stop !== 'stop' && <span className={classes.cut}> … {text.results.cutShort}</span>}
    </>
  );
}

interface PartProps {
  readonly name: string;
  readonly model?: 'base' | 'tuned';
  readonly children: React.ReactNode;
}
