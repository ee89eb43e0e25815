import { useElementSize } from '@mantine/hooks';
import { memo } from 'react';
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from 'recharts';
import classes from './LengthChart.module.css';
import { PLOT_INSET } from './plotInset.ts';

export interface LengthBar {
  readonly from: number;
  /** null: and longer. */
  readonly to: number | null;
  readonly rows: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
}

/** Tokens by length of the row, prompt below answer. What a person moves over it is drawn on top, so that the bars are drawn once. */
export const LengthChart = memo(function LengthChart({ bins, end, labels }: LengthChartProps) {
  const { ref: box, width } = useElementSize();
  const step = (bins[0]?.to ?? 1) - (bins[0]?.from ?? 1) + 1;
  const data = bins.map((bin, i) => ({ ...bin, middle: (i + 0.5) * step }));
  const barSize = Math.max(1, ((width - PLOT_INSET.left - PLOT_INSET.right) * step) / end - 1);
  const last = bins.at(-1);
  return (
    <figure className={classes.chart} aria-label={labels.title}>
      <figcaption className={classes.axis}>
        {labels.yAxis}: <span className={classes.prompt}>{labels.prompt}</span>,{' '}
        <span className={classes.answer}>{labels.answer}</span>
      </figcaption>
      <div ref={box} className={classes.box}>
        {width > 0 && (
          <BarChart
            width={width}
            height={200}
            data={data}
            margin={{ top: 8, right: PLOT_INSET.right, bottom: 0, left: 0 }}
            barSize={barSize}
            accessibilityLayer={false}
          >
            <CartesianGrid vertical={false} stroke="var(--tt-line)" />
            <XAxis
              dataKey="middle"
              type="number"
              domain={[0, end]}
              ticks={ticks(end)}
              tick={tick}
              tickLine={false}
              stroke="var(--tt-control)"
              tickFormatter={(value: number) =>
                last?.to === null && value >= last.from ? `${value}+` : value.toLocaleString('en-US')
              }
            />
            <YAxis
              width={PLOT_INSET.left}
              tick={tick}
              tickLine={false}
              axisLine={false}
              tickCount={4}
              tickFormatter={(value: number) => compact.format(value)}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ fill: 'var(--tt-line)', fillOpacity: 0.4 }}
              content={({ payload }) => (
                <Readout bar={payload?.[0]?.payload as LengthBar | undefined} labels={labels} />
              )}
            />
            <Bar dataKey="promptTokens" stackId="tokens" fill="var(--tt-base)" isAnimationActive={false} />
            <Bar dataKey="answerTokens" stackId="tokens" fill="var(--tt-tuned)" isAnimationActive={false} />
          </BarChart>
        )}
      </div>
    </figure>
  );
});

const tick = { fill: 'var(--tt-quiet)', fontSize: 13 };
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** About five round lengths. */
function ticks(end: number): number[] {
  const power = 10 ** Math.floor(Math.log10(end / 4));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((size) => end / size <= 6) ?? end;
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step);
}

function Readout({ bar, labels }: { readonly bar: LengthBar | undefined; readonly labels: LengthChartLabels }) {
  if (bar === undefined) return null;
  return (
    <div className={classes.readout}>
      <div>{labels.bin(bar.from, bar.to)}</div>
      <div>{labels.rows(bar.rows)}</div>
      <div>
        {labels.prompt} {bar.promptTokens.toLocaleString('en-US')}
      </div>
      <div>
        {labels.answer} {bar.answerTokens.toLocaleString('en-US')}
      </div>
    </div>
  );
}

export interface LengthChartLabels {
  readonly title: string;
  readonly yAxis: string;
  readonly prompt: string;
  readonly answer: string;
  readonly bin: (from: number, to: number | null) => string;
  readonly rows: (rows: number) => string;
}

interface LengthChartProps {
  readonly bins: readonly LengthBar[];
  /** Length at the right edge. */
  readonly end: number;
  readonly labels: LengthChartLabels;
}
