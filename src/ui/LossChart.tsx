import { useElementSize } from '@mantine/hooks';
import { memo } from 'react';
import { CartesianGrid, ComposedChart, Line, ReferenceDot, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import classes from './LossChart.module.css';
import { roundTicks } from './ticks.ts';

export interface LossChartRow {
  readonly step: number;
  readonly loss?: number;
  readonly smooth?: number;
  readonly validation?: number;
}

/** Loss over steps: raw at 25 % under smoothed, validation points, the base model as a dashed reference. */
export const LossChart = memo(function LossChart({ rows, totalSteps, baseLoss, labels }: LossChartProps) {
  const { ref: box, width } = useElementSize();
  const training = rows.findLast((row) => row.smooth !== undefined);
  const validation = rows.findLast((row) => row.validation !== undefined);
  const ticks = lossTicks(rows, baseLoss);
  const decimals = Math.max(1, ...ticks.map((value) => String(value).split('.')[1]?.length ?? 0));
  const shift = labelShift(training?.smooth, validation?.validation, ticks);
  return (
    <figure className={classes.chart} aria-label={labels.title}>
      <figcaption className={classes.axis}>{labels.yAxis}</figcaption>
      <div ref={box} className={classes.box}>
        {width > 0 && (
          <ComposedChart
            width={width}
            height={300}
            data={rows as LossChartRow[]}
            margin={{ top: 8, right: 76, bottom: 0, left: 0 }}
            accessibilityLayer
          >
            <CartesianGrid vertical={false} stroke="var(--tt-line)" />
            <XAxis
              dataKey="step"
              type="number"
              domain={[0, Math.max(1, totalSteps)]}
              allowDecimals={false}
              tick={tick}
              tickLine={false}
              stroke="var(--tt-control)"
            />
            <YAxis
              domain={[ticks[0] ?? 0, ticks.at(-1) ?? 1]}
              ticks={ticks}
              width={44}
              tick={tick}
              tickLine={false}
              axisLine={false}
              tickFormatter={(value: number) => value.toFixed(decimals)}
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--tt-control)' }}
              content={({ payload }) => (
                <Readout row={payload?.[0]?.payload as LossChartRow | undefined} labels={labels} />
              )}
            />
            {baseLoss !== null && (
              <ReferenceLine
                y={baseLoss}
                stroke="var(--tt-base)"
                strokeWidth={1.5}
                strokeDasharray="5 4"
                label={{ value: labels.base, position: 'right', fill: 'var(--tt-base)', fontSize: 13 }}
              />
            )}
            <Line dataKey="loss" stroke="var(--tt-tuned)" strokeOpacity={0.25} {...line} />
            <Line dataKey="smooth" stroke="var(--tt-tuned)" {...line} />
            <Line dataKey="validation" stroke="var(--tt-validation)" {...line} dot={validationDot} connectNulls />
            {training?.smooth !== undefined && (
              <ReferenceDot
                x={training.step}
                y={training.smooth}
                r={2.5}
                fill="var(--tt-tuned)"
                stroke="none"
                label={{ value: labels.training, position: 'right', dy: shift, fill: 'var(--tt-tuned)', fontSize: 13 }}
              />
            )}
            {validation?.validation !== undefined && (
              <ReferenceDot
                x={validation.step}
                y={validation.validation}
                r={3.5}
                fill="var(--tt-validation)"
                stroke="none"
                label={{
                  value: labels.validation,
                  position: 'right',
                  dy: -shift,
                  fill: 'var(--tt-validation-text)',
                  fontSize: 13,
                }}
              />
            )}
          </ComposedChart>
        )}
      </div>
      <div className={classes.axis} data-axis="x">
        {labels.xAxis}
      </div>
    </figure>
  );
});

const tick = { fill: 'var(--tt-quiet)', fontSize: 13 };
const line = { type: 'linear', strokeWidth: 1.5, dot: false, activeDot: false, isAnimationActive: false } as const;
const validationDot = { r: 3.5, fill: 'var(--tt-validation)', stroke: 'none' };

/** Pixels that the training label moves down (and the validation label up) when their ends lie close together. */
function labelShift(smooth: number | undefined, validation: number | undefined, ticks: readonly number[]): number {
  if (smooth === undefined || validation === undefined) return 0;
  const span = (ticks.at(-1) ?? 1) - (ticks[0] ?? 0);
  return Math.abs(smooth - validation) < 0.08 * span ? (smooth > validation ? -8 : 8) : 0;
}

/** Ticks around every value that is drawn. */
function lossTicks(rows: readonly LossChartRow[], baseLoss: number | null): number[] {
  let lowest = baseLoss ?? Number.POSITIVE_INFINITY;
  let highest = baseLoss ?? Number.NEGATIVE_INFINITY;
  for (const { loss, smooth, validation } of rows) {
    for (const value of [loss, smooth, validation]) {
      if (value === undefined) continue;
      lowest = Math.min(lowest, value);
      highest = Math.max(highest, value);
    }
  }
  return lowest <= highest ? roundTicks(lowest, highest) : [0, 1];
}

function Readout({ row, labels }: { readonly row: LossChartRow | undefined; readonly labels: LossChartLabels }) {
  if (row === undefined) return null;
  const lines = [
    [labels.training, row.loss],
    [labels.smoothed, row.smooth],
    [labels.validation, row.validation],
  ].filter((entry): entry is [string, number] => entry[1] !== undefined);
  return (
    <div className={classes.readout}>
      <div>
        {labels.step} {row.step}
      </div>
      {lines.map(([name, value]) => (
        <div key={name}>
          {name} {value.toFixed(3)}
        </div>
      ))}
    </div>
  );
}

export interface LossChartLabels {
  readonly title: string;
  readonly xAxis: string;
  readonly yAxis: string;
  readonly step: string;
  readonly training: string;
  readonly smoothed: string;
  readonly validation: string;
  readonly base: string;
}

interface LossChartProps {
  readonly rows: readonly LossChartRow[];
  readonly totalSteps: number;
  readonly baseLoss: number | null;
  readonly labels: LossChartLabels;
}
