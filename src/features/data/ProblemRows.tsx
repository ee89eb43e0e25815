import { Button } from '@mantine/core';
import { useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { skipRows } from '../../store/data.ts';
import { loadProblem } from '../../store/rows.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { FileFacts, ProblemFacts } from '../../workers/dataApi.ts';
import classes from './ProblemRows.module.css';

const SHOWN = 5;

/** Rows that cannot be read: each with its sentence, its raw text on demand, and a way to go on without it. */
export function ProblemRows({ file, skipped }: { readonly file: FileFacts; readonly skipped: ReadonlySet<number> }) {
  if (file.problemCount === 0) return null;
  const open = file.problems.map((problem, at) => ({ problem, at })).filter(({ at }) => !skipped.has(at));
  const openCount = file.problemCount - skipped.size;
  if (open.length === 0)
    return (
      <div id="problems">
        <Notice tone="info">{text.rows.skipped(file.problemCount)}</Notice>
      </div>
    );
  return (
    <section id="problems" className={classes.problems} aria-label={text.rows.problemsTitle(openCount)}>
      <Notice
        tone="error"
        word={text.rows.problemsTitle(openCount)}
        action={
          openCount > 1 && (
            <Button variant="default" size="compact-md" onClick={() => skipRows('all')}>
              {text.rows.skipAll(openCount)}
            </Button>
          )
        }
      >
        {text.rows.problemsHelp}
      </Notice>
      <ul className={classes.list}>
        {open.slice(0, SHOWN).map(({ problem, at }) => (
          <Problem key={at} problem={problem} at={at} />
        ))}
      </ul>
      {openCount > SHOWN && <p className={classes.more}>{text.rows.moreProblems(openCount - SHOWN)}</p>}
    </section>
  );
}

function Problem({ problem, at }: { readonly problem: ProblemFacts; readonly at: number }) {
  const [raw, setRaw] = useState<string | null>(null);
  const toggle = () => {
    if (raw !== null) setRaw(null);
    else
      loadProblem(at).then(setRaw, (error: unknown) => setRaw(error instanceof Error ? error.message : String(error)));
  };
  return (
    <li className={classes.problem}>
      <div>
        <p>{problem.sentence}</p>
        <p className={classes.remedy}>{problem.remedy}</p>
      </div>
      <div className={classes.actions}>
        <Button variant="default" size="compact-md" aria-expanded={raw !== null} onClick={toggle}>
          {raw === null ? text.rows.showRow : text.rows.hideRow}
        </Button>
        <Button variant="default" size="compact-md" onClick={() => skipRows(at)}>
          {text.rows.skipRow}
        </Button>
      </div>
      {raw !== null && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <section className={classes.raw} tabIndex={0} aria-label={text.rows.rawLabel}>
          <pre className={classes.text}>{raw}</pre>
        </section>
      )}
    </li>
  );
}
