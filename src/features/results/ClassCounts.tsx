import { text } from '../../app/messages/en.ts';
import { formatPercent } from '../../lib/format.ts';
import type { JudgedClass } from '../../run/events.ts';
import type { PersonCheck } from '../../run/review/reviewRecord.ts';
import { ClassWord } from './ClassWord.tsx';
import classes from './Results.module.css';

export type Counts = Readonly<Record<JudgedClass, number>>;

/** How many answers fell into each class by the rule so far, with the report's term beside it, and apart from that what a person said. */
export function ClassCounts({ counts, base, checks, done, total, live }: ClassCountsProps) {
  const checked = !live && done < total ? text.results.checkedSkipped(done, total) : text.results.checked(done, total);
  return (
    <div className={classes.counts}>
      <h3 className={classes.smallTitle}>{checked}</h3>
      <dl className={classes.countList} aria-label={text.results.classCounts}>
        {(['matches', 'vague', 'wrong'] as const).map((name) => (
          <div key={name}>
            <dt>
              <ClassWord name={name} />
              <span className={classes.report}>{text.results.inReport(text.results.classes[name].report)}</span>
            </dt>
            <dd>
              {counts[name]} <span className={classes.report}>{formatPercent(counts[name] / done, 0)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className={classes.quiet}>
        {text.answers.byRule(counts.matches / done, done)}; {byPerson(checks)}.
      </p>
      <p className={classes.quiet}>{text.results.baseCounts(base.matches, base.vague, base.wrong)}</p>
    </div>
  );
}

function byPerson(checks: readonly PersonCheck[]): string {
  if (checks.length === 0) return text.answers.nonePersonally;
  const count = (name: PersonCheck['class']) => checks.filter((check) => check.class === name).length;
  return text.answers.byPersonCount(checks.length, count('correct'), count('underspecified'), count('incorrect'));
}

interface ClassCountsProps {
  readonly counts: Counts;
  readonly base: Counts;
  /** A person's verdicts on the tuned model's answers. */
  readonly checks: readonly PersonCheck[];
  readonly done: number;
  readonly total: number;
  readonly live: boolean;
}
