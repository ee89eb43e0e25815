import { Button } from '@mantine/core';
import { memo } from 'react';
import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { longestRow, priceAt } from '../../store/lengthPrice.ts';
import { latestLengths, useMeasured } from '../../store/measure.ts';
import { goToRows } from '../../store/rowView.ts';
import { changeSetting } from '../../store/settingInput.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import type { FaultChoice, LengthFacts, Preparation } from '../../workers/dataApi.ts';
import classes from './Check.module.css';
import { FaultRows } from './FaultRows.tsx';

const words = text.pairs.check;
const FAULTS: readonly FaultChoice[] = ['noAnswer', 'noEnd', 'cut', 'sharedToken'];

/** All rows looked over before training: what is learned, and which rows are not as they should be. */
export const CheckSection = memo(function CheckSection({ preparation }: CheckSectionProps) {
  const facts = useMeasured(latestLengths);
  if (facts === null) return null;
  return (
    <Section id="check" title={words.title}>
      <Audit facts={facts} preparation={preparation} />
    </Section>
  );
});

function Audit({ facts, preparation }: CheckSectionProps & { readonly facts: LengthFacts }) {
  const maxLength = useConfig((config) => config.maxLength);
  const { supervised, tokens, faults, emptyParts } = priceAt(facts, maxLength);
  const found = FAULTS.filter((fault) => faults[fault] > 0);
  const empty = preparation?.leftOut.empty ?? 0;
  const longest = longestRow(facts.prices);
  return (
    <>
      {emptyParts.length > 0 && (
        <Notice
          tone="error"
          word={words.meaningless(emptyParts.map((part) => text.data.parts[part]))}
          action={
            maxLength < longest && (
              <Button
                variant="default"
                size="compact-md"
                onClick={() => changeSetting('maxLength', String(Math.min(longest, 512)))}
              >
                {words.raise(Math.min(longest, 512))}
              </Button>
            )
          }
        >
          {words.meaninglessWhy(maxLength)}
        </Notice>
      )}
      <p>{words.supervised(supervised, tokens)}</p>
      {found.length === 0 && <p className={classes.quiet}>{words.fine}</p>}
      <ul className={classes.list}>
        {found.map((fault) => (
          <FaultRows key={fault} fault={fault} count={faults[fault]} />
        ))}
      </ul>
      {empty > 0 && (
        <div>
          <button
            type="button"
            className={classes.link}
            aria-label={`${words.empty(empty)}. ${words.show}`}
            onClick={() => goToRows('empty')}
          >
            {words.empty(empty)}
          </button>
        </div>
      )}
    </>
  );
}

interface CheckSectionProps {
  readonly preparation: Preparation | null;
}
