import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { choose } from '../../store/data.ts';
import { useLeaks } from '../../store/leaks.ts';
import { Notice } from '../../ui/Notice.tsx';
import type { LeakFacts, Preparation } from '../../workers/dataApi.ts';
import { CopyGroups } from './CopyGroups.tsx';
import classes from './Split.module.css';

const words = text.pairs.leaks;

/** Rows that have a copy in another part, and the one click that keeps them together. */
export function CopiesBetweenParts({ preparation }: { readonly preparation: Preparation }) {
  const state = useLeaks();
  const keepTogether = useConfig((config) => config.keepTogether);
  return (
    <div className={classes.group}>
      <h3 className={classes.heading}>{words.title}</h3>
      {state.kind === 'working' && <p className={classes.quiet}>{words.working}</p>}
      {state.kind === 'failed' && <Notice tone="error">{state.failure.message}</Notice>}
      {state.kind === 'ready' && <Found facts={state.facts} given={preparation.given} />}
      {keepTogether && !preparation.given && (
        <div className={classes.line}>
          <p className={classes.quiet}>
            {words.kept} {differing(preparation) > 0 && text.pairs.sizes(differing(preparation))}
          </p>
          <Button variant="default" size="compact-sm" onClick={() => choose({ keepTogether: false })}>
            {words.letGo}
          </Button>
        </div>
      )}
    </div>
  );
}

function Found({ facts, given }: { readonly facts: LeakFacts; readonly given: boolean }) {
  const { rows, byKind, groupCount } = facts;
  if (groupCount === 0) return <p className={classes.quiet}>{words.none}</p>;
  const kinds = (['question', 'answer', 'near'] as const).filter((kind) => byKind[kind] > 0);
  return (
    <>
      <Notice tone="warning">
        {words.found(rows.test, rows.validation)} {kinds.map((kind) => words.kinds[kind](byKind[kind])).join(', ')}.
        {given && ` ${words.cannotMove}`}
      </Notice>
      {!given && (
        <div>
          <Button variant="default" size="compact-md" onClick={() => choose({ keepTogether: true })}>
            {words.keep}
          </Button>
        </div>
      )}
      <CopyGroups facts={facts} />
    </>
  );
}

/** How far the part that misses its size most is from it; a limit on rows is no miss. */
function differing({ wanted, counts }: Preparation): number {
  const whole = counts.train + counts.validation + counts.test === wanted.train + wanted.validation + wanted.test;
  if (!whole) return 0;
  return Math.max(...(['train', 'validation', 'test'] as const).map((part) => Math.abs(wanted[part] - counts[part])));
}
