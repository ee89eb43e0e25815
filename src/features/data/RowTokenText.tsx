import { text } from '../../app/messages/en.ts';
import { useConfig } from '../../store/config.ts';
import { type TokenRun, TokenText } from '../../ui/TokenText.tsx';
import type { RowTokens } from '../../workers/dataApi.ts';
import classes from './RowPreview.module.css';

const words = text.pairs.row;

/** The row in the tokens of the chosen model: read, learned, and lost at the maximum length. */
export function RowTokenText({ tokens }: { readonly tokens: RowTokens | null }) {
  const maxLength = useConfig((config) => config.maxLength);
  if (tokens === null) return <p className={classes.quiet}>{words.tokenising}</p>;
  const { endTokens } = tokens;
  const end = endTokens === 0 ? words.endMissing : endTokens > maxLength ? words.endLost : words.endThere;
  return (
    <div className={classes.tokens}>
      <TokenText runs={runs(tokens, maxLength)} labels={words} />
      <p className={classes.quiet}>{words.caption}</p>
      <p className={classes.quiet}>{end}</p>
    </div>
  );
}

function runs({ pieces, promptTokens }: RowTokens, maxLength: number): TokenRun[] {
  const prompt = pieces.slice(0, Math.min(promptTokens, maxLength));
  const answer = pieces.slice(promptTokens, Math.max(promptTokens, maxLength));
  const cut = pieces.slice(Math.max(maxLength, 0));
  const all: TokenRun[] = [
    { kind: 'prompt', label: words.promptRun(prompt.length), tokens: prompt },
    { kind: 'answer', label: words.answerRun(answer.length), tokens: answer },
    { kind: 'cut', label: words.cutRun(cut.length, maxLength), tokens: cut },
  ];
  return all.filter((run) => run.tokens.length > 0);
}
