import type { KeyboardEvent } from 'react';
import { text } from '../../app/messages/en.ts';
import { type AnswerModel, PERSON_CLASSES, type PersonClass } from '../../run/review/reviewRecord.ts';
import classes from './PersonVerdict.module.css';

/** Keys that move to the same control of another row. */
const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** A person's verdict on an answer: 1, 2, 3, and 0 to go back to the rule. The keys hold while the focus is in it. */
export function PersonVerdict({ index, model, said, onSay }: PersonVerdictProps) {
  const press = (event: KeyboardEvent<HTMLFieldSetElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      focusVerdict(model, event.currentTarget, step);
      return;
    }
    const chosen = event.key === '0' ? null : PERSON_CLASSES[Number(event.key) - 1];
    if (chosen === undefined) return;
    event.preventDefault();
    onSay(chosen);
  };
  return (
    <fieldset
      className={classes.verdict}
      aria-label={text.answers.verdictOf(model, index)}
      data-verdict={model}
      onKeyDown={press}
    >
      {PERSON_CLASSES.map((name, i) => (
        <button
          key={name}
          type="button"
          className={classes.choice}
          aria-pressed={said === name}
          onClick={() => onSay(said === name ? null : name)}
        >
          {text.answers.verdictKey(i + 1, text.answers.verdicts[name])}
        </button>
      ))}
      {said !== null && (
        <button type="button" className={classes.choice} data-back onClick={() => onSay(null)}>
          {text.answers.backToRule}
        </button>
      )}
    </fieldset>
  );
}

/** The first button of the same model's verdict in the row before or after. */
function focusVerdict(model: AnswerModel, from: HTMLElement, step: number): void {
  const all = [...document.querySelectorAll<HTMLElement>(`[data-verdict="${model}"]`)];
  all[all.indexOf(from) + step]?.querySelector('button')?.focus();
}

interface PersonVerdictProps {
  /** Of the row within the test part. */
  readonly index: number;
  readonly model: AnswerModel;
  readonly said: PersonClass | null;
  readonly onSay: (said: PersonClass | null) => void;
}
