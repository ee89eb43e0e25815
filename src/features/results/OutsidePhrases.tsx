import { text } from '../../app/messages/en.ts';
import type { EvaluatedPart, OutsideRecord, RepeatedRecord } from '../../run/events.ts';
import type { FigureView } from '../../ui/ViewSwitch.tsx';
import { modelsOf } from './comparedModels.ts';
import { PartComparison } from './PartComparison.tsx';
import classes from './Results.module.css';

/** The same comparison without the tokens of phrases that many training answers share. */
export function OutsidePhrases({ part, repeated, outside, view, most }: OutsidePhrasesProps) {
  const words = text.comparison.outside;
  const { rule, answers, sharing, phrases } = repeated;
  if (outside === null) return <p className={classes.quiet}>{words.none(rule.words, rule.share)}</p>;
  return (
    <div className={classes.outside}>
      <h4 className={classes.smallTitle}>{words.title}</h4>
      {part === 'test' && (
        <>
          <p className={classes.quiet}>{words.intro(sharing, answers, rule.words, rule.share)}</p>
          <details className={classes.how}>
            <summary>{words.phrases}</summary>
            <ul>
              {phrases.map((phrase) => (
                <li key={phrase.text}>
                  “{phrase.text}” <span className={classes.report}>{words.phrase(phrase.answers)}</span>
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
      {outside.comparison === null ? (
        <p className={classes.quiet}>{words.nothing}</p>
      ) : (
        <>
          <p className={classes.changed}>
            {text.comparison.changed[outside.comparison.change](shareOf(outside.comparison.difference.value))}
          </p>
          <PartComparison
            part={part}
            models={modelsOf(outside.comparison, null)}
            caption={words.left(outside.leftOut, outside.share)}
            confidence={outside.comparison.confidence}
            view={view}
            most={most}
          />
        </>
      )}
    </div>
  );
}

const shareOf = (difference: number) => Math.abs(Math.expm1(difference));

interface OutsidePhrasesProps {
  readonly part: EvaluatedPart;
  readonly repeated: RepeatedRecord;
  readonly outside: OutsideRecord | null;
  readonly view: FigureView;
  readonly most: number;
}
