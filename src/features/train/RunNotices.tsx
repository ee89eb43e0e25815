import { text } from '../../app/messages/en.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { Notice } from '../../ui/Notice.tsx';
import classes from './Train.module.css';

/** What a person should know while the run goes on: that it would not survive its page, or that it had to begin again somewhere. */
export function RunNotices({ facts: { unsaved, recovered } }: { readonly facts: RunFacts }) {
  if (unsaved === null && recovered === null) return null;
  return (
    <div className={classes.notices}>
      {unsaved !== null && (
        <Notice tone="warning" word={text.train.unsavedTitle}>
          {text.train.unsaved[unsaved]}
        </Notice>
      )}
      {recovered !== null && (
        <Notice tone="info" word={text.train.recoveredTitle}>
          {text.train.recovered(recovered.step, recovered.cause)}
        </Notice>
      )}
    </div>
  );
}
