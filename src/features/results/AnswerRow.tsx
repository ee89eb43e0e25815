import { type ReactNode, useMemo, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { markAnswer, markReference } from '../../evaluate/answerMarks.ts';
import type { AnswerModel, PersonClass } from '../../run/review/reviewRecord.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { ClassWord } from './ClassWord.tsx';
import type { JudgedRow } from './judgedRows.ts';
import { LongText } from './LongText.tsx';
import { MarkedText } from './MarkedText.tsx';
import { PersonVerdict } from './PersonVerdict.tsx';
import classes from './Results.module.css';
import { RowHeat } from './RowHeat.tsx';

/** Question | reference | base | tuned, each answer with its class, why, and what a person says; below it the losses token by token. */
export function AnswerRow({ row, common, marking, run, onSay }: AnswerRowProps) {
  const [heat, setHeat] = useState(false);
  const { prediction, loss } = row;
  const { index, prompt, reference, stratum, base, tuned } = prediction;
  const marks = useMemo(() => {
    if (!marking) return null;
    const of = (answer: string) => ({ question: prompt, reference, answer, common });
    return {
      reference: markReference(of(tuned.text)),
      base: markAnswer(of(base.text)),
      tuned: markAnswer(of(tuned.text)),
    };
  }, [marking, prompt, reference, base.text, tuned.text, common]);
  const answer = (model: AnswerModel) => (
    <Part name={text.results[model]} model={model}>
      <Answer row={row} model={model} marks={marks && <MarkedText parts={marks[model]} />} />
      {onSay !== null && (
        <PersonVerdict index={index} model={model} said={row.checks[model]} onSay={(said) => onSay(model, said)} />
      )}
    </Part>
  );
  return (
    <article className={classes.answerRow} aria-label={text.answers.rowName(index)}>
      <p className={classes.rowHead}>
        <span>{text.answers.rowName(index)}</span>
        {stratum !== null && <span>{stratum}</span>}
        {loss !== null && <span>{text.answers.rowLoss(loss.base, loss.tuned)}</span>}
        <button type="button" className={classes.link} aria-expanded={heat} onClick={() => setHeat(!heat)}>
          {heat ? text.answers.heatHide : text.answers.heatShow}
        </button>
      </p>
      <dl className={classes.answer}>
        <Part name={text.results.question}>
          <LongText length={prompt.length}>{prompt}</LongText>
        </Part>
        <Part name={text.results.reference}>
          <LongText length={reference.length}>
            {marks === null ? reference : <MarkedText parts={marks.reference} />}
          </LongText>
        </Part>
        {answer('base')}
        {answer('tuned')}
      </dl>
      {heat && <RowHeat run={run} index={index} />}
    </article>
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

function Answer({ row: { prediction, checks, final }, model, marks }: AnswerProps) {
  const answer = prediction[model];
  const judgement = prediction.judged[model];
  const said = checks[model];
  const { recall, precision, lengthRatio } = judgement;
  return (
    <>
      {answer.text === '' ? (
        <span className={classes.cut}>{text.results.nothing}</span>
      ) : (
        <LongText length={answer.text.length}>{marks ?? answer.text}</LongText>
      )}
      {answer.stop !== 'stop' && <span className={classes.cut}> … {text.results.cutShort}</span>}
      <div className={classes.judgement}>
        {said === null ? (
          <ClassWord name={final[model]} />
        ) : (
          <ClassWord name={final[model]} word={`${text.answers.verdicts[said]}, ${text.answers.byPerson}`} />
        )}
        <span className={classes.reason}>
          {text.results.reasons[judgement.reason](judgement.words)}{' '}
          {text.answers.scores(recall, precision, lengthRatio)}
        </span>
      </div>
    </>
  );
}

interface AnswerRowProps {
  readonly row: JudgedRow;
  /** Stems of set phrases. */
  readonly common: ReadonlySet<string>;
  readonly marking: boolean;
  /** null: its files are not there, or not yet. */
  readonly run: FinishedRun | null;
  /** null: nobody can check it here. */
  readonly onSay: ((model: AnswerModel, said: PersonClass | null) => void) | null;
}

interface PartProps {
  readonly name: string;
  readonly model?: AnswerModel;
  readonly children: ReactNode;
}

interface AnswerProps {
  readonly row: JudgedRow;
  readonly model: AnswerModel;
  readonly marks: ReactNode | null;
}
