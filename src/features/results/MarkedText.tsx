import type { MarkedPart } from '../../evaluate/answerMarks.ts';
import classes from './MarkedText.module.css';

/** A text with its key terms underlined, waved under or boxed: what is shared, foreign or missing can be told without colour. */
export function MarkedText({ parts }: { readonly parts: readonly MarkedPart[] }) {
  return parts.map(({ text, kind }, i) =>
    kind === 'plain' ? (
      text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the text
      <mark key={i} className={classes.mark} data-kind={kind}>
        {text}
      </mark>
    ),
  );
}
