import { type KeyboardEvent, useState } from 'react';
import classes from './TokenHeat.module.css';

export interface HeatToken {
  readonly text: string;
  /** Shown in the readout and told to a screen reader. */
  readonly label: string;
  /** 0: nothing to see, to 5; drawn as tint and as the height of a line below, so that it does not hang on colour. */
  readonly level: number;
  readonly tone: 'base' | 'tuned' | 'worse';
  readonly marked: boolean;
}

/** A text token by token, each with a strength. One stop of the Tab key; arrows, Home and End move along, and the readout says what is there. */
export function TokenHeat({ tokens, label, hint }: TokenHeatProps) {
  const [at, setAt] = useState(0);
  const [shown, setShown] = useState<number | null>(null);
  const move = (event: KeyboardEvent<HTMLFieldSetElement>) => {
    const to = target(event.key, at, tokens.length);
    if (to === null) return;
    event.preventDefault();
    const next = event.currentTarget.querySelectorAll<HTMLButtonElement>('button')[to];
    next?.focus();
  };
  return (
    <div>
      <p className={classes.readout} aria-hidden>
        {shown === null ? hint : tokens[shown]?.label}
      </p>
      <fieldset className={classes.tokens} aria-label={label} onKeyDown={move} onMouseLeave={() => setShown(null)}>
        {tokens.map((token, i) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place in the text
            key={i}
            type="button"
            tabIndex={i === at ? 0 : -1}
            className={classes.token}
            data-level={token.level}
            data-tone={token.tone}
            data-marked={token.marked || undefined}
            aria-label={token.label}
            onFocus={() => {
              setAt(i);
              setShown(i);
            }}
            onMouseEnter={() => setShown(i)}
          >
            {visible(token.text)}
          </button>
        ))}
      </fieldset>
    </div>
  );
}

function target(key: string, at: number, count: number): number | null {
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: count - 1 }[key];
  return to === undefined ? null : Math.min(count - 1, Math.max(0, to));
}

function visible(text: string): string {
  if (text === '') return '·';
  return text.replaceAll('\n', '↵');
}

interface TokenHeatProps {
  readonly tokens: readonly HeatToken[];
  readonly label: string;
  /** In place of the readout while nothing is pointed at. */
  readonly hint: string;
}
