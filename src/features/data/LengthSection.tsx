import { Button } from '@mantine/core';
import { memo, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { longestRow } from '../../store/lengthPrice.ts';
import { latestLengths, measure, stopMeasuring, useMeasured } from '../../store/measure.ts';
import { changeSetting } from '../../store/settingInput.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import { useLasting } from '../../ui/useLasting.ts';
import type { LengthFacts } from '../../workers/dataApi.ts';
import classes from './Length.module.css';
import { LengthFigures } from './LengthFigures.tsx';
import { LengthPlot } from './LengthPlot.tsx';

const words = text.pairs.length;

/** How long rows are, and what any maximum length would cost. */
export const LengthSection = memo(function LengthSection() {
  // Lengths stay the same object while their recount goes on, so that its progress does not draw them anew.
  const facts = useMeasured(latestLengths);
  return (
    <Section id="length" title={words.title}>
      <p className={classes.quiet}>{words.intro}</p>
      <Counting />
      {facts !== null && <Priced facts={facts} />}
    </Section>
  );
});

/** How far the count is, or why there is none. */
function Counting() {
  const measured = useMeasured();
  const slow = useLasting(measured.kind === 'working', 1000);
  return (
    <>
      {measured.kind === 'working' && slow && (
        <div className={classes.progress}>
          <Meter
            label={words.working}
            detail={measured.total === 0 ? '' : words.progress(measured.done, measured.total)}
            fraction={measured.total === 0 ? null : measured.done / measured.total}
          />
          <Button variant="default" size="compact-md" onClick={stopMeasuring}>
            {words.stop}
          </Button>
        </div>
      )}
      {measured.kind === 'stopped' && (
        <Notice
          tone="info"
          action={
            <Button variant="default" size="compact-md" onClick={() => void measure()}>
              {words.again}
            </Button>
          }
        >
          {words.stopped}
        </Notice>
      )}
      {measured.kind === 'failed' && <Notice tone="error">{measured.failure.message}</Notice>}
    </>
  );
}

const Priced = memo(function Priced({ facts }: { readonly facts: LengthFacts }) {
  const maxLength = useConfig((config) => config.maxLength);
  const [before] = useState(maxLength);
  const longest = longestRow(facts.prices);
  const set = (tokens: number) => changeSetting('maxLength', String(tokens));
  return (
    <>
      <LengthPlot facts={facts} maxLength={maxLength} onChange={set} />
      <LengthFigures facts={facts} maxLength={maxLength} before={before} />
      <div className={classes.actions}>
        {maxLength !== before && (
          <Button variant="default" size="compact-md" onClick={() => set(before)}>
            {words.back(before)}
          </Button>
        )}
        {maxLength < longest && (
          <Button variant="default" size="compact-md" onClick={() => set(longest)}>
            {words.whole(longest)}
          </Button>
        )}
      </div>
    </>
  );
});
