import { type PointerEvent, useState } from 'react';
import classes from './LengthChart.module.css';
import type { LengthBar, LengthChartLabels } from './LengthChart.tsx';

/** The figures of the bar under the pointer. Without a pointer the same figures stand in the table beside the chart. */
export function LengthReadout({ bins, barWidth, left, right, bottom, labels }: LengthReadoutProps) {
  const [at, setAt] = useState<number | null>(null);
  const bar = at === null ? undefined : bins[at];
  const move = (event: PointerEvent<HTMLElement>) => {
    setAt(Math.floor((event.clientX - event.currentTarget.getBoundingClientRect().left) / barWidth));
  };
  return (
    <div
      className={classes.reader}
      style={{ left, width: right - left, height: bottom }}
      aria-hidden
      onPointerMove={move}
      onPointerDown={move}
      onPointerLeave={() => setAt(null)}
    >
      {at !== null && bar !== undefined && (
        <>
          <div className={classes.read} style={{ left: at * barWidth, width: barWidth }} />
          <div
            className={classes.readout}
            style={{ left: (at + 0.5) * barWidth }}
            data-side={(at + 0.5) * barWidth > (right - left) / 2 ? 'left' : 'right'}
          >
            <div>{labels.bin(bar.from, bar.to)}</div>
            <div>{labels.rows(bar.rows)}</div>
            <div>
              {labels.prompt} {bar.promptTokens.toLocaleString('en-US')}
            </div>
            <div>
              {labels.answer} {bar.answerTokens.toLocaleString('en-US')}
            </div>
          </div>
        </>
      )}
    </div>
  );
}

interface LengthReadoutProps {
  readonly bins: readonly LengthBar[];
  /** Pixels from one bar to the next. */
  readonly barWidth: number;
  /** Edges of the plot in pixels. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly labels: LengthChartLabels;
}
