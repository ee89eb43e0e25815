import { useState } from 'react';
import classes from './TokenText.module.css';

export interface TokenView {
  readonly text: string;
  readonly special: boolean;
}

/** Tokens that are treated alike: read, learned, or lost. */
export interface TokenRun {
  readonly kind: 'prompt' | 'answer' | 'cut';
  readonly label: string;
  readonly tokens: readonly TokenView[];
}

/** More spans than this at once would hold the page up, and nobody reads them. */
const SHOWN_AT_FIRST = 300;
const SHOWN_AT_END = 24;

/** A text token by token: every token has an edge, special ones a frame, and each run its label. */
export function TokenText({ runs, labels }: TokenTextProps) {
  return (
    <div className={classes.text}>
      {runs.map((run) => (
        <Run key={run.kind} run={run} labels={labels} />
      ))}
    </div>
  );
}

function Run({ run, labels }: { readonly run: TokenRun; readonly labels: TokenTextProps['labels'] }) {
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  const { tokens } = run;
  const hidden = tokens.length - shown - SHOWN_AT_END;
  const head = hidden > 0 ? tokens.slice(0, shown) : tokens;
  return (
    <section className={classes.run} aria-label={run.label}>
      <span className={classes.label}>{run.label}</span>
      <span className={classes.tokens} data-kind={run.kind}>
        <Tokens tokens={head} offset={0} lineBreak={labels.lineBreak} />
        {hidden > 0 && (
          <>
            <button type="button" className={classes.more} onClick={() => setShown(shown + 2 * SHOWN_AT_FIRST)}>
              {labels.showAll(hidden)}
            </button>
            <Tokens
              tokens={tokens.slice(-SHOWN_AT_END)}
              offset={tokens.length - SHOWN_AT_END}
              lineBreak={labels.lineBreak}
            />
          </>
        )}
      </span>
    </section>
  );
}

function Tokens({ tokens, offset, lineBreak }: TokensProps) {
  return tokens.map((token, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place in the text
    <span key={offset + i} className={classes.token} data-special={token.special || undefined}>
      {token.text === '' ? '·' : visible(token.text, lineBreak)}
    </span>
  ));
}

/** A line break is drawn and broken; everything else stands as it is. */
function visible(text: string, lineBreak: string) {
  if (!text.includes('\n')) return text;
  return text.split('\n').map((line, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in the token
    <span key={i}>
      {i > 0 && (
        <>
          <span className={classes.mark} role="img" aria-label={lineBreak}>
            ↵
          </span>
          {'\n'}
        </>
      )}
      {line}
    </span>
  ));
}

interface TokensProps {
  readonly tokens: readonly TokenView[];
  readonly offset: number;
  readonly lineBreak: string;
}

interface TokenTextProps {
  readonly runs: readonly TokenRun[];
  readonly labels: { readonly lineBreak: string; readonly showAll: (hidden: number) => string };
}
