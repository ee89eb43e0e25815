import { useElementSize } from '@mantine/hooks';
import { spreadLabels } from '../lib/chart/linePath.ts';
import { rateScale } from '../lib/chart/rateScale.ts';
import { formatDecimals } from '../lib/format.ts';
import classes from './RateChart.module.css';

export interface RatePoint {
  readonly rate: number;
  readonly loss: number;
  /** Points of one name are joined. */
  readonly line: string;
}

const HEIGHT = 240;
const MARGIN = { top: 12, right: 72, bottom: 28, left: 48 };
const BOTTOM = HEIGHT - MARGIN.bottom;
const LABEL_GAP = 16;

/** Loss against learning rate on a log axis, one line per name, labelled at its end. */
export function RateChart({ points, labels }: RateChartProps) {
  const { ref, width } = useElementSize();
  const plot = {
    left: MARGIN.left,
    right: Math.max(MARGIN.left, width - MARGIN.right),
    top: MARGIN.top,
    bottom: BOTTOM,
  };
  const { x, y, powers, yTicks, decimals } = rateScale(points, plot);
  const lines = [...new Set(points.map(({ line }) => line))].map((name) => ({
    name,
    points: points.filter(({ line }) => line === name).sort((a, b) => a.rate - b.rate),
  }));
  const ends = lines.flatMap(({ name, points: joined }) => {
    const last = joined.at(-1);
    return last === undefined ? [] : [{ name, x: x(last.rate), y: y(last.loss) }];
  });
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.title}>{labels.title}</figcaption>
      <div className={classes.axis} data-axis="y">
        {labels.yAxis}
      </div>
      <div ref={ref}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={labels.title} className={classes.plot} data-chart>
            {yTicks.map((tick) => (
              <g key={tick}>
                <line className={classes.grid} x1={plot.left} x2={plot.right} y1={y(tick)} y2={y(tick)} />
                <text className={classes.tick} x={MARGIN.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
                  {formatDecimals(tick, decimals)}
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
              </g>
            ))}
            {spreadLabels(ends, LABEL_GAP, BOTTOM).map((end) => (
              <text key={end.name} className={classes.label} x={end.x + 8} y={end.y} dy="0.32em">
                {end.name}
              </text>
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
