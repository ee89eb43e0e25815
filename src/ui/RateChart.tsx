import { useElementSize } from '@mantine/hooks';
import { roundTicks } from '../lib/chart/ticks.ts';
import classes from './RateChart.module.css';

export interface RatePoint {
  readonly rate: number;
  readonly loss: number;
  /** Points of one name are joined. */
  readonly line: string;
}

const HEIGHT = 240;
const MARGIN = { top: 12, right: 72, bottom: 28, left: 48 };

/** Loss against learning rate on a log axis, one line per name, labelled at its end. */
export function RateChart({ points, labels }: RateChartProps) {
  const { ref, width } = useElementSize();
  const logs = points.map(({ rate }) => Math.log10(rate));
  // Whole decades around all rates; the log of 0.001 is not quite -3.
  const first = Math.floor(Math.min(...logs) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.max(...logs) - 1e-9));
  const losses = points.map(({ loss }) => loss);
  const ticks = roundTicks(Math.min(...losses), Math.max(...losses));
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const decimals = Math.max(1, ...ticks.map((value) => String(value).split('.')[1]?.length ?? 0));
  const plotWidth = Math.max(0, width - MARGIN.left - MARGIN.right);
  const x = (rate: number) => MARGIN.left + (plotWidth * (Math.log10(rate) - first)) / Math.max(1, last - first);
  const y = (loss: number) => MARGIN.top + ((HEIGHT - MARGIN.top - MARGIN.bottom) * (high - loss)) / (high - low);
  const lines = [...new Set(points.map(({ line }) => line))].map((name) => ({
    name,
    points: points.filter(({ line }) => line === name).sort((a, b) => a.rate - b.rate),
  }));
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.axis}>{labels.yAxis}</figcaption>
      <div ref={ref}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={labels.title} className={classes.plot}>
            {ticks.map((tick) => (
              <g key={tick}>
                <line
                  className={classes.grid}
                  x1={MARGIN.left}
                  x2={MARGIN.left + plotWidth}
                  y1={y(tick)}
                  y2={y(tick)}
                />
                <text className={classes.tick} x={MARGIN.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
                  {tick.toFixed(decimals)}
                </text>
              </g>
            ))}
            {powers.map((power) => (
              <text key={power} className={classes.tick} x={x(10 ** power)} y={HEIGHT - 8} textAnchor="middle">
                1e{power}
              </text>
            ))}
            {lines.map(({ name, points: joined }) => (
              <g key={name}>
                <polyline
                  className={classes.line}
                  points={joined.map(({ rate, loss }) => `${x(rate)},${y(loss)}`).join(' ')}
                />
                {joined.map(({ rate, loss }, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: two trials may have one rate and one loss
                  <circle key={i} className={classes.dot} cx={x(rate)} cy={y(loss)} r={3.5} />
                ))}
                <text
                  className={classes.label}
                  x={x(joined.at(-1)?.rate ?? 1) + 8}
                  y={y(joined.at(-1)?.loss ?? 0)}
                  dy="0.32em"
                >
                  {name}
                </text>
              </g>
            ))}
          </svg>
        )}
      </div>
      <div className={classes.axis} data-axis="x">
        {labels.xAxis}
      </div>
    </figure>
  );
}

interface RateChartProps {
  readonly points: readonly RatePoint[];
  readonly labels: { readonly title: string; readonly xAxis: string; readonly yAxis: string };
}
