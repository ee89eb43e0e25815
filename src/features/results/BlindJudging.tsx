import { Button, Progress } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { placeKey } from '../../run/review/placeKey.ts';
import type { ReviewItem } from '../../run/review/reviewItems.ts';
import { PERSON_CLASSES, type PersonClass, type RunReview } from '../../run/review/reviewRecord.ts';
import { judgeBlind } from '../../store/reviews.ts';
import verdict from './PersonVerdict.module.css';
import classes from './Results.module.css';

/** One answer at a time, in the shuffled order, without the model that wrote it or the rule's word; every verdict is kept as it is given. */
export function BlindJudging({ id, reviewer, items, review, onLeave }: BlindJudgingProps) {
  const words = text.people;
  const said = new Map(
    review.sheets.find((sheet) => sheet.reviewer === reviewer)?.verdicts.map((one) => [placeKey(one), one.class]),
  );
  const firstOpen = items.findIndex((item) => !said.has(placeKey(item)));
  const [at, setAt] = useState(Math.max(0, firstOpen));
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer is read from its heading on
  useEffect(() => heading.current?.focus(), [at]);
  const item = items[at];
  if (item === undefined) return null;
  const judge = (chosen: PersonClass) => {
    const { index, model } = item;
    judgeBlind(id, reviewer, { index, model, class: chosen });
    if (at + 1 < items.length) setAt(at + 1);
  };
  const press = (event: KeyboardEvent<HTMLFieldSetElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = PERSON_CLASSES[Number(event.key) - 1];
    if (chosen !== undefined) judge(chosen);
    else if (event.key === 'ArrowLeft' && at > 0) setAt(at - 1);
    else if (event.key === 'ArrowRight' && at + 1 < items.length) setAt(at + 1);
    else return;
    event.preventDefault();
  };
  return (
    <fieldset className={classes.blind} aria-label={words.hereHead} onKeyDown={press}>
      <div className={classes.listHead}>
        <h3 ref={heading} tabIndex={-1} className={classes.smallTitle}>
          {words.blindTitle(at + 1, items.length)}
        </h3>
        <p className={classes.quiet}>{words.blindProgress(said.size, items.length)}</p>
      </div>
      <Progress value={(100 * said.size) / items.length} aria-label={words.blindProgress(said.size, items.length)} />
      <dl className={classes.blindTexts}>
        {(
          [
            [text.results.question, item.question],
            [text.results.reference, item.reference],
            [text.results.answer, item.answer || text.results.nothing],
          ] as const
        ).map(([name, content]) => (
          <div key={name} className={classes.part}>
            <dt>{name}</dt>
            <dd>{content}</dd>
          </div>
        ))}
      </dl>
      <fieldset className={verdict.verdict} aria-label={words.blindVerdict}>
        {PERSON_CLASSES.map((name, i) => (
          <button
            key={name}
            type="button"
            className={verdict.choice}
            data-large
            aria-pressed={said.get(placeKey(item)) === name}
            onClick={() => judge(name)}
          >
            {text.answers.verdictKey(i + 1, text.answers.verdicts[name])}
          </button>
        ))}
      </fieldset>
      {said.size === items.length && <p>{words.allDone}</p>}
      <p className={classes.quiet}>{words.blindHint}</p>
      <div className={classes.buttons}>
        <Button variant="default" disabled={at === 0} onClick={() => setAt(at - 1)}>
          {words.back}
        </Button>
        <Button variant="default" onClick={onLeave}>
          {words.leave}
        </Button>
      </div>
    </fieldset>
  );
}

interface BlindJudgingProps {
  readonly id: string;
  readonly reviewer: string;
  readonly items: readonly ReviewItem[];
  readonly review: RunReview;
  readonly onLeave: () => void;
}
