import { text } from '../../app/messages/en.ts';
import type { SelfCheckRecord } from '../../run/events.ts';
import { Section } from '../../ui/Section.tsx';
import { StateWord } from '../../ui/StateWord.tsx';
import classes from './Export.module.css';

/** Differences below this (nats per token) are rounding; on one device there is none at all. */
const SAME = 1e-5;

/** What came of reading the written files back. */
export function SelfCheck({ check }: { readonly check: SelfCheckRecord | null }) {
  return (
    <Section id="check" title={text.export.check}>
      <p className={classes.verdict}>
        {check === null ? (
          <StateWord kind="waiting">{text.export.checkMissing}</StateWord>
        ) : check.largestDifference !== null && check.largestDifference < SAME ? (
          <StateWord kind="ready">{text.export.checkSame}</StateWord>
        ) : (
          <StateWord kind="failed">{text.export.checkDiffers}</StateWord>
        )}
      </p>
      <p className={classes.figures}>{figures(check)}</p>
    </Section>
  );
}

function figures(check: SelfCheckRecord | null): string {
  if (check === null) return text.export.checkMissingWhy;
  const { largestDifference, rows, tokens, problem } = check;
  if (largestDifference === null) return text.export.checkProblem(problem ?? '');
  return text.export.checkFigures(largestDifference, rows, tokens);
}
