import { text } from '../../app/messages/en.ts';
import { formatNumber } from '../../lib/format.ts';
import { useConfig } from '../../store/config.ts';
import type { LengthPrice } from '../../store/lengthPrice.ts';
import { Figures } from '../../ui/Figures.tsx';
import classes from './Length.module.css';

const words = text.pairs.length;

/** What the maximum length costs, beside what it cost when the section was opened. */
export function LengthFigures({ now, before, beforeLength }: LengthFiguresProps) {
  const batchSize = useConfig((config) => config.batchSize);
  const batchRows = Math.min(batchSize, Math.max(1, now.rows));
  const time = before.trainTokens === 0 ? 1 : now.trainTokens / before.trainTokens;
  const memory = before.longest === 0 ? 1 : now.longest / before.longest;
  return (
    <>
      <Figures
        label={words.title}
        figures={[
          { label: words.cut, value: formatNumber(now.faults.cut), note: words.of(now.rows) },
          { label: words.lost, value: formatNumber(now.lostAnswerTokens) },
          { label: words.tokens, value: formatNumber(now.trainTokens), term: text.help.on('token') },
          { label: words.longest, value: words.batch(batchRows, now.longest) },
        ]}
      />
      {(time !== 1 || memory !== 1) && <p className={classes.quiet}>{words.relative(time, memory, beforeLength)}</p>}
    </>
  );
}

interface LengthFiguresProps {
  readonly now: LengthPrice;
  readonly before: LengthPrice;
  readonly beforeLength: number;
}
