import { Select } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { chooseStratum } from '../../store/data.ts';
import type { StratumFacts } from '../../workers/dataApi.ts';
import classes from './Split.module.css';

const words = text.pairs.stratify;
/** Values of the list that are no column; a column's name has a letter before it. */
const PROPOSED = 'proposed';
const NONE = 'none';

/** What keeps the parts alike: the proposed column with its reasons, another one, or chance. */
export function StratumChoice({ columns, stratum, pooled }: StratumChoiceProps) {
  const { auto, proposal, column } = stratum;
  return (
    <div className={classes.group}>
      <Select
        label={words.label}
        allowDeselect={false}
        data={[
          { value: PROPOSED, label: words.proposed(proposal.choice?.column ?? null) },
          { value: NONE, label: words.none },
          ...columns.map((name) => ({ value: `c ${name}`, label: name })),
        ]}
        value={auto ? PROPOSED : column === null ? NONE : `c ${column}`}
        onChange={(value) => {
          if (value === PROPOSED) chooseStratum('proposed');
          else if (value !== null) chooseStratum(value === NONE ? null : value.slice(2));
        }}
      />
      <details className={classes.why}>
        <summary>
          {column === null ? words.random : words.kept(column)} <span className={classes.link}>{words.why}</span>
        </summary>
        <Reasons stratum={stratum} pooled={pooled} />
      </details>
    </div>
  );
}

function Reasons({ stratum, pooled }: { readonly stratum: StratumFacts; readonly pooled: number }) {
  const { proposal, column, inUse, auto } = stratum;
  const others = [proposal.choice, ...proposal.others].flatMap((one) =>
    one === null || one.column === column ? [] : [one.column],
  );
  return (
    <div className={classes.reasons}>
      {inUse !== null && <p>{words.inUse(inUse.column, inUse.values, inUse.largest.value, inUse.largest.share)}</p>}
      {column !== null && inUse === null && <p>{words.manyValues(column)}</p>}
      {column !== null && pooled > 0 && <p>{words.pooled(pooled)}</p>}
      {column === null && auto && <p>{words.nothingFits}</p>}
      {others.length > 0 && <p>{words.others(others)}</p>}
      {proposal.unfit.length > 0 && (
        <>
          <p>{words.passedOver}</p>
          <ul className={classes.list}>
            {proposal.unfit.map(({ column: name, reason }) => (
              <li key={name}>
                {name}: {words.unfit[reason]}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

interface StratumChoiceProps {
  readonly columns: readonly string[];
  readonly stratum: StratumFacts;
  /** Values with too few rows to stand in every part. */
  readonly pooled: number;
}
