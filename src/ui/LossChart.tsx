import { useElementSize } from '@mantine/hooks';
import { memo, useMemo } from 'react';
import { linePath, spreadLabels } from '../lib/chart/linePath.ts';
import { type LossScale, lossScale } from '../lib/chart/lossScale.ts';
import { ChartCursor } from './ChartCursor.tsx';
import classes from './LossChart.module.css';

export interface LossChartPoint {
  readonly step: number;
  readonly loss: number;
  readonly smooth: number;
}

export interface LossChartValidation {
  readonly step: number;
  readonly loss: number;
}

const HEIGHT = 300;
const LABEL_GAP = 16;

/** Loss over steps: raw at 25 % under smoothed, validation points, the base model as a dashed reference; what a step was stands at the cursor. */
export const LossChart = memo(function LossChart({
  points,
  validations,
  totalSteps,
  baseLoss,
  labels,
}: LossChartProps) {
  const { ref: box, width } = useElementSize();
  const scale = useMemo(
    () =>
      lossScale({ width, height: HEIGHT, kind: 'step', end: totalSteps, losses: range(points, validations, baseLoss) }),
    [width, totalSteps, points, validations, baseLoss],
  );
  return (
    <figure className={classes.chart} aria-label={labels.title}>
      <figcaption className={classes.axis}>{labels.yAxis}</figcaption>
      <div ref={box} className={classes.box}>
        {width > 0 && (
          <>
            <svg width={width} height={HEIGHT} className={classes.plot} aria-hidden>
              <Axes scale={scale} />
              <Lines scale={scale} points={points} validations={validations} baseLoss={baseLoss} />
              <EndLabels scale={scale} points={points} validations={validations} baseLoss={baseLoss} labels={labels} />
            </svg>
            <ChartCursor scale={scale} points={points} validations={validations} labels={labels} />
          </>
        )}
      </div>
      <div className={classes.axis} data-axis="x">
        {labels.xAxis}
      </div>
    </figure>
  );
});

function Axes({ scale }: { readonly scale: LossScale }) {
  const { plot, decimals } = scale;
  return (
    <g className={classes.ticks}>
      {scale.yTicks.map((value) => (
        <g key={value}>
          <line className={classes.grid} x1={plot.left} x2={plot.right} y1={scale.y(value)} y2={scale.y(value)} />
          <text x={plot.left - 8} y={scale.y(value)} dy="0.32em" textAnchor="end">
            {value.toFixed(decimals)}
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

function Lines({ scale, points, validations, baseLoss }: DrawnProps) {
  const { plot } = scale;
  const x = ({ step }: { readonly step: number }) => scale.x(step);
  return (
    <g className={classes.lines}>
      {baseLoss !== null && (
        <line
          className={classes.base}
          x1={plot.left}
          x2={plot.right}
          y1={scale.y(baseLoss)}
          y2={scale.y(baseLoss)}
          data-line="base"
        />
      )}
      <path className={classes.raw} d={linePath(points, x, ({ loss }) => scale.y(loss))} data-line="raw" />
      <path className={classes.smooth} d={linePath(points, x, ({ smooth }) => scale.y(smooth))} data-line="smooth" />
      <path
        className={classes.validation}
        d={linePath(validations, x, ({ loss }) => scale.y(loss))}
        data-line="validation"
      />
      {validations.map(({ step, loss }) => (
        <circle key={step} className={classes.dot} cx={scale.x(step)} cy={scale.y(loss)} r={3.5} />
      ))}
    </g>
  );
}

/** Names at the ends of the lines, apart from one another. */
function EndLabels({
  scale,
  points,
  validations,
  baseLoss,
  labels,
}: DrawnProps & { readonly labels: LossChartLabels }) {
  const training = points.at(-1);
  const validation = validations.at(-1);
  const ends = [
    ...(baseLoss === null ? [] : [{ name: labels.base, line: 'base', x: scale.plot.right, y: scale.y(baseLoss) }]),
    ...(training
      ? [{ name: labels.training, line: 'training', x: scale.x(training.step), y: scale.y(training.smooth) }]
      : []),
    ...(validation
      ? [{ name: labels.validation, line: 'validation', x: scale.x(validation.step), y: scale.y(validation.loss) }]
      : []),
  ];
  return spreadLabels(ends, LABEL_GAP, scale.plot.bottom).map(({ name, line, x, y }) => (
    <text key={line} className={classes.end} data-line={line} x={x + 8} y={y} dy="0.32em">
      {name}
    </text>
  ));
}

function range(
  points: readonly LossChartPoint[],
  validations: readonly LossChartValidation[],
  baseLoss: number | null,
): readonly [number, number] | null {
  let lowest = baseLoss ?? Number.POSITIVE_INFINITY;
  let highest = baseLoss ?? Number.NEGATIVE_INFINITY;
  const take = (value: number) => {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  };
  for (const { loss, smooth } of points) {
    take(loss);
    take(smooth);
  }
  for (const { loss } of validations) take(loss);
  return lowest <= highest ? [lowest, highest] : null;
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
  readonly cursor: string;
}

interface DrawnProps {
  readonly scale: LossScale;
  readonly points: readonly LossChartPoint[];
  readonly validations: readonly LossChartValidation[];
  readonly baseLoss: number | null;
}

interface LossChartProps extends Omit<DrawnProps, 'scale'> {
  readonly totalSteps: number;
  readonly labels: LossChartLabels;
}
