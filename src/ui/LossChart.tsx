import { useElementSize } from '@mantine/hooks';
import { memo, useMemo } from 'react';
import type { DrawnLoss } from '../lib/chart/drawnLoss.ts';
import { linePath, spreadLabels } from '../lib/chart/linePath.ts';
import { type LossScale, lossScale } from '../lib/chart/lossScale.ts';
import { formatXTick, type XKind } from '../lib/chart/xAxis.ts';
import { formatDecimals } from '../lib/format.ts';
import { ChartCursor } from './ChartCursor.tsx';
import classes from './LossChart.module.css';

const HEIGHT = 300;
const LABEL_GAP = 16;

/**
 * Loss over steps, epochs, tokens or time: raw at 25 % under smoothed, validation points with the best one ringed, the base model as a dashed
 * reference; triangles for checkpoints, crosses for steps that were not finite. What a step was stands at the cursor.
 */
export const LossChart = memo(function LossChart({ drawn, labels }: LossChartProps) {
  const { ref: box, width } = useElementSize();
  const { options, end, losses } = drawn;
  const scale = useMemo(
    () => lossScale({ width, height: HEIGHT, kind: options.kind, end, losses, log: options.log }),
    [width, options, end, losses],
  );
  return (
    <figure className={classes.chart} aria-label={labels.title}>
      <figcaption className={classes.axis} data-axis="y">
        {options.log ? labels.yAxisLog : labels.yAxis}
      </figcaption>
      <div ref={box} className={classes.box}>
        {width > 0 && (
          <>
            <svg width={width} height={HEIGHT} className={classes.plot} data-chart aria-hidden>
              <Axes scale={scale} kind={options.kind} />
              <Lines scale={scale} drawn={drawn} />
              <Marks scale={scale} drawn={drawn} />
              <EndLabels scale={scale} drawn={drawn} labels={labels} />
            </svg>
            <ChartCursor scale={scale} drawn={drawn} labels={labels} />
          </>
        )}
      </div>
      <div className={classes.axis} data-axis="x">
        {labels.xAxes[options.kind]}
      </div>
    </figure>
  );
});

function Axes({ scale, kind }: { readonly scale: LossScale; readonly kind: XKind }) {
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
      {scale.xTicks.map((value) => (
        <text key={value} x={scale.x(value)} y={plot.bottom + 18} textAnchor="middle">
          {formatXTick(kind, value)}
        </text>
      ))}
    </g>
  );
}

function Lines({ scale, drawn: { points, validations, baseLoss, options } }: DrawnProps) {
  const { plot } = scale;
  const x = (point: { readonly x: number }) => scale.x(point.x);
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
      {options.lines !== 'smoothed' && (
        <path
          className={classes.raw}
          data-alone={options.lines === 'raw' || undefined}
          d={linePath(points, x, ({ loss }) => scale.y(loss))}
          data-line="raw"
        />
      )}
      {options.lines !== 'raw' && (
        <path className={classes.smooth} d={linePath(points, x, ({ smooth }) => scale.y(smooth))} data-line="smooth" />
      )}
      <path
        className={classes.validation}
        d={linePath(validations, x, ({ loss }) => scale.y(loss))}
        data-line="validation"
      />
      {validations.map((row) => (
        <circle key={row.step} className={classes.dot} cx={x(row)} cy={scale.y(row.loss)} r={3.5} />
      ))}
    </g>
  );
}

/** What happened at a step. All checkpoints are one path: a long run has many. */
function Marks({ scale, drawn: { best, checkpoints, broken } }: DrawnProps) {
  const { top, bottom } = scale.plot;
  const at = ({ x }: { readonly x: number }) => scale.x(x).toFixed(1);
  return (
    <g>
      {checkpoints.length > 0 && (
        <path
          className={classes.checkpoints}
          d={checkpoints.map((mark) => `M${at(mark)},${bottom - 6}l4,6h-8z`).join('')}
          data-mark="checkpoints"
        />
      )}
      {broken.length > 0 && (
        <path
          className={classes.broken}
          d={broken.map((mark) => `M${at(mark)},${top}m-4,-4l8,8m0,-8l-8,8`).join('')}
          data-mark="broken"
        />
      )}
      {best !== null && (
        <circle className={classes.best} cx={scale.x(best.x)} cy={scale.y(best.loss)} r={7} data-mark="best" />
      )}
    </g>
  );
}

/** Names at the ends of the lines, apart from one another. */
function EndLabels({
  scale,
  drawn: { points, validations, baseLoss, options },
  labels,
}: DrawnProps & { readonly labels: LossChartLabels }) {
  const training = points.findLast(({ smooth }) => Number.isFinite(smooth));
  const end = training && (options.lines === 'raw' ? training.loss : training.smooth);
  const validation = validations.at(-1);
  const ends = [
    ...(baseLoss === null ? [] : [{ name: labels.base, line: 'base', x: scale.plot.right, y: scale.y(baseLoss) }]),
    ...(training && end !== undefined
      ? [{ name: labels.training, line: 'training', x: scale.x(training.x), y: scale.y(end) }]
      : []),
    ...(validation
      ? [{ name: labels.validation, line: 'validation', x: scale.x(validation.x), y: scale.y(validation.loss) }]
      : []),
  ];
  return spreadLabels(ends, LABEL_GAP, scale.plot.bottom).map(({ name, line, x, y }) => (
    <text key={line} className={classes.end} data-line={line} x={Math.min(x, scale.plot.right) + 12} y={y} dy="0.32em">
      {name}
    </text>
  ));
}

export interface LossChartLabels {
  readonly title: string;
  readonly xAxes: Readonly<Record<XKind, string>>;
  readonly yAxis: string;
  readonly yAxisLog: string;
  readonly step: string;
  /** `epoch 1.5`, `12,000 tokens`, `3 min 20 s`: where a step lies on another axis. */
  readonly atX: (kind: Exclude<XKind, 'step'>, value: number) => string;
  readonly training: string;
  readonly smoothed: string;
  readonly validation: string;
  readonly base: string;
  readonly cursor: string;
  readonly saved: string;
  readonly notFinite: string;
}

interface DrawnProps {
  readonly scale: LossScale;
  readonly drawn: DrawnLoss;
}

interface LossChartProps {
  readonly drawn: DrawnLoss;
  readonly labels: LossChartLabels;
}
