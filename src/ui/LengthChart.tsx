import { useElementSize } from '@mantine/hooks';
import { memo } from 'react';
import { roundTicks } from '../lib/chart/ticks.ts';
import classes from './LengthChart.module.css';
import { LengthReadout } from './LengthReadout.tsx';
import { PLOT_INSET } from './plotInset.ts';

export interface LengthBar {
  readonly from: number;
  /** null: and longer. */
  readonly to: number | null;
  readonly rows: number;
  readonly promptTokens: number;
  readonly answerTokens: number;
}

const HEIGHT = 200;
const [TOP, BOTTOM] = [8, 170];

/**
 * Tokens by length of the row, prompt below answer. All bars of a colour are one path, and what a person moves over them is drawn on top,
 * so that a chart of new lengths is a handful of elements.
 */
export const LengthChart = memo(function LengthChart({ bins, end, labels }: LengthChartProps) {
  const { ref: box, width } = useElementSize();
  const [left, right] = [PLOT_INSET.left, width - PLOT_INSET.right];
  const step = widthOf(bins);
  const most = Math.max(1, ...bins.map(({ promptTokens, answerTokens }) => promptTokens + answerTokens));
  const yTicks = roundTicks(0, most);
  const highest = yTicks.at(-1) ?? most;
  const last = bins.at(-1);
  const x = (tokens: number) => left + (tokens / end) * (right - left);
  const y = (tokens: number) => BOTTOM - (tokens / highest) * (BOTTOM - TOP);
  const bars = (base: (bin: LengthBar) => number, tokens: (bin: LengthBar) => number) =>
    bins
      .map((bin, i) => {
        const [from, to] = [x(i * step) + 0.5, Math.max(x(i * step) + 1.5, x((i + 1) * step) - 0.5)];
        const height = y(base(bin)) - y(base(bin) + tokens(bin));
        return height === 0 ? '' : `M${from} ${y(base(bin))}v${-height}H${to}v${height}z`;
      })
      .join('');
  return (
    <figure className={classes.chart} aria-label={labels.title}>
      <figcaption className={classes.axis} data-axis="y">
        {labels.yAxis}: <span className={classes.prompt}>{labels.prompt}</span>,{' '}
        <span className={classes.answer}>{labels.answer}</span>
      </figcaption>
      <div ref={box} className={classes.box}>
        {width > 0 && (
          <>
            <svg width={width} height={HEIGHT} role="img" aria-label={labels.title} className={classes.plot} data-chart>
              {yTicks.map((tick) => (
                <g key={tick}>
                  <line className={classes.grid} x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
                  <text className={classes.tick} x={left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
                    {compact.format(tick)}
                  </text>
                </g>
              ))}
              <path
                className={classes.promptBars}
                d={bars(
                  () => 0,
                  ({ promptTokens }) => promptTokens,
                )}
              />
              <path
                className={classes.answerBars}
                d={bars(
                  ({ promptTokens }) => promptTokens,
                  ({ answerTokens }) => answerTokens,
                )}
              />
              <line className={classes.ground} x1={left} x2={right} y1={BOTTOM} y2={BOTTOM} />
              {roundTicks(0, end)
                .filter((tick) => tick <= end)
                .map((tick) => (
                  <text
                    key={tick}
                    className={classes.tick}
                    x={x(tick)}
                    y={BOTTOM + 18}
                    textAnchor={x(tick) > right - 24 ? 'end' : 'middle'}
                  >
                    {last?.to === null && tick >= last.from ? `${tick}+` : tick.toLocaleString('en-US')}
                  </text>
                ))}
            </svg>
            <LengthReadout
              bins={bins}
              barWidth={x(step) - left}
              left={left}
              right={right}
              bottom={BOTTOM}
              labels={labels}
            />
          </>
        )}
      </div>
    </figure>
  );
});

/** Tokens that a bar is wide. */
function widthOf(bins: readonly LengthBar[]): number {
  return (bins[0]?.to ?? 1) - (bins[0]?.from ?? 1) + 1;
}

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

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
