import { useEffect, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { type Failure, failureOf } from '../../store/failure.ts';
import { faultyRows, useMeasured } from '../../store/measure.ts';
import type { FaultChoice, FaultyRow } from '../../workers/dataApi.ts';
import classes from './Check.module.css';

const words = text.pairs.check;

/** One kind of fault: how many rows have it, and on request which. */
export function FaultRows({ fault, count }: { readonly fault: FaultChoice; readonly count: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className={classes.fault}>
      <div className={classes.line}>
        <button
          type="button"
          className={classes.link}
          aria-expanded={isOpen}
          aria-label={`${words.faults[fault](count)}. ${isOpen ? words.hide : words.show}`}
          onClick={() => setOpen(!isOpen)}
        >
          {words.faults[fault](count)}
        </button>
        <span className={classes.quiet}>{words.help[fault]}</span>
      </div>
      {isOpen && <Rows fault={fault} count={count} />}
    </li>
  );
}

function Rows({ fault, count }: { readonly fault: FaultChoice; readonly count: number }) {
  const { rows, failure } = useFaultyRows(fault);
  if (failure !== null) return <p className={classes.quiet}>{failure.message}</p>;
  if (rows === null) return <p className={classes.quiet}>{words.looking}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.scroll} tabIndex={0} aria-label={words.faults[fault](count)}>
      <ul className={classes.rows}>
        {rows.map((row) => (
          <li key={`${row.part} ${row.row}`}>
            <span className={classes.quiet}>
              {text.pairs.partRow(text.data.parts[row.part], row.row)} · {words.tokens(row.tokens)}
              {row.lostTokens > 0 && ` · ${words.lost(row.lostTokens)}`}
            </span>
            <span className={classes.text}>{row.text}</span>
          </li>
        ))}
      </ul>
      {count > rows.length && <p className={classes.quiet}>{words.more(count - rows.length)}</p>}
    </section>
  );
}

/** The rows at the present maximum length; the last ones stay while the next are looked up. */
function useFaultyRows(fault: FaultChoice) {
  const maxLength = useConfig((config) => config.maxLength);
  const measured = useMeasured();
  const [found, setFound] = useState<{ readonly rows: readonly FaultyRow[] | null; readonly failure: Failure | null }>({
    rows: null,
    failure: null,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the store reads the maximum length
  useEffect(() => {
    if (measured.kind !== 'ready') return;
    let isNewest = true;
    faultyRows(fault).then(
      (rows) => isNewest && setFound({ rows, failure: null }),
      (error: unknown) => isNewest && setFound({ rows: null, failure: failureOf(error) }),
    );
    return () => {
      isNewest = false;
    };
  }, [fault, maxLength, measured]);
  return found;
}
