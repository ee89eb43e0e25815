import { useElementSize } from '@mantine/hooks';
import { linePath, spreadLabels } from '../lib/chart/linePath.ts';
import { type LossScale, lossScale } from '../lib/chart/lossScale.ts';
import { formatDecimals } from '../lib/format.ts';
import classes from './CurvesChart.module.css';

export interface NamedCurve {
  readonly id: string;
  readonly name: string;
  readonly steps: readonly number[];
  readonly losses: readonly number[];
}

const HEIGHT = 300;
const LABEL_GAP = 16;
/** Colours mean models and parts everywhere, so several runs differ by their dashes. */
const DASHES = ['none', '8 4', '2 3', '10 3 2 3', '5 2', '1 5'];

/** Training losses of several runs over their steps, each with its number at its end; the numbers are named below. */
export function CurvesChart({ curves, labels }: CurvesChartProps) {
  const { ref: box, width } = useElementSize();
  const losses = curves.flatMap((curve) => curve.losses).filter(Number.isFinite);
  const scale = lossScale({
    width,
    height: HEIGHT,
    kind: 'step',
    end: Math.max(...curves.map(({ steps }) => steps.at(-1) ?? 1)),
    losses: losses.length === 0 ? null : [Math.min(...losses), Math.max(...losses)],
  });
  return (
    <figure className={classes.chart} aria-label={labels.title}>
      <figcaption className={classes.axis} data-axis="y">
        {labels.yAxis}
      </figcaption>
      <div ref={box} className={classes.box}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} className={classes.plot} data-chart aria-hidden>
            <Axes scale={scale} />
            <Curves scale={scale} curves={curves} />
          </svg>
        )}
      </div>
      <div className={classes.axis} data-axis="x">
        {labels.xAxis}
      </div>
      <ol className={classes.names} data-legend>
        {curves.map(({ id, name }, i) => (
          <li key={id}>
            <svg width={32} height={8} aria-hidden>
              <line x1={0} x2={32} y1={4} y2={4} className={classes.curve} strokeDasharray={dashes(i)} />
            </svg>
            {name}
          </li>
        ))}
      </ol>
    </figure>
  );
}

function Axes({ scale }: { readonly scale: LossScale }) {
  const { plot, decimals } = scale;
  return (
    <g className={classes.ticks}>
      {scale.yTicks.map((value) => (
        <g key={value}>
          <line className={classes.grid} x1={plot.left} x2={plot.right} y1={scale.y(value)} y2={scale.y(value)} />
          <text x={plot.left - 8} y={scale.y(value)} dy="0.32em" textAnchor="end">
            {formatDecimals(value, decimals)}
          </text>
        </g>
      ))}
      {scale.xTicks.map((step) => (
        <text key={step} x={scale.x(step)} y={plot.bottom + 18} textAnchor="middle">
          {step}
        </text>
      ))}
    </g>
  );
}

function Curves({ scale, curves }: { readonly scale: LossScale; readonly curves: readonly NamedCurve[] }) {
  const drawn = curves.map(({ id, steps, losses }, i) => {
    const points = steps.map((step, at) => ({ step, loss: losses[at] ?? Number.NaN }));
    return { id, number: i + 1, points: points.filter(({ loss }) => Number.isFinite(loss)) };
  });
  const ends = drawn.flatMap(({ id, number, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ id, number, x: scale.x(last.step), y: scale.y(last.loss) }];
  });
  return (
    <>
      {drawn.map(({ id, points }, i) => (
        <path
          key={id}
          data-run={id}
          className={classes.curve}
          strokeDasharray={dashes(i)}
          d={linePath(
            points,
            ({ step }) => scale.x(step),
            ({ loss }) => scale.y(loss),
          )}
        />
      ))}
      {spreadLabels(ends, LABEL_GAP, scale.plot.bottom).map(({ id, number, x, y }) => (
        <text key={id} className={classes.end} x={x + 8} y={y} dy="0.32em">
          {number}
        </text>
      ))}
    </>
  );
}

function dashes(i: number): string {
  return DASHES[i % DASHES.length] ?? 'none';
}

interface CurvesChartProps {
  readonly curves: readonly NamedCurve[];
  readonly labels: { readonly title: string; readonly xAxis: string; readonly yAxis: string };
}
