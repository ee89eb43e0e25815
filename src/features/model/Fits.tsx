import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { type Fit, findFits, takeFit, useFits } from '../../store/fits.ts';
import { usePlan } from '../../store/plan.ts';
import classes from './Model.module.css';

/** Ways to need less memory, each with what it would save and what it costs, before it is clicked. */
export function Fits({ open: openAtFirst }: { readonly open: boolean }) {
  const [open, setOpen] = useState(openAtFirst);
  const config = useConfig();
  // biome-ignore lint/correctness/useExhaustiveDependencies: worked out anew for other settings
  useEffect(() => {
    if (open) void findFits();
  }, [open, config]);
  return (
    <details className={classes.fold} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{text.model.fitsTitle}</summary>
      {open && <List />}
    </details>
  );
}

function List() {
  const state = useFits();
  const planned = usePlan((plan) => plan.current?.plan);
  if (state.kind !== 'ready') return <p className={classes.quiet}>{text.model.fitsWorking}</p>;
  if (state.fits.length === 0) return <p className={classes.quiet}>{text.model.fitsNone}</p>;
  const nowBytes = planned?.kind === 'planned' ? planned.memory.totalBytes : null;
  return (
    <ul className={classes.fits}>
      {state.fits.map((fit) => (
        <li key={fit.name} className={classes.fit}>
          <div>
            <div>{text.model.fits[fit.name].what(fit.changes)}</div>
            <div className={classes.quiet}>
              {saves(fit, nowBytes)} {cost(fit)}
            </div>
          </div>
          <Button variant="default" size="compact-md" onClick={() => takeFit(fit)}>
            {text.model.fits[fit.name].button}
          </Button>
        </li>
      ))}
    </ul>
  );
}

function saves({ totalBytes }: Fit, nowBytes: number | null): string {
  if (totalBytes === null) return text.model.fitStillTooLarge;
  if (nowBytes === null) return text.model.fitNeeds(totalBytes);
  return totalBytes < nowBytes ? text.model.fitSaves(nowBytes - totalBytes, totalBytes) : text.model.fitSavesNothing;
}

function cost({ name, cut }: Fit): string {
  if (cut !== null) return text.model.fitCut(cut.cutRows, cut.lostAnswerTokens);
  return text.model.fits[name].cost;
}
