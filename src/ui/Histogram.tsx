import { useElementSize } from '@mantine/hooks';
import { useId } from 'react';
import type { LengthBin } from '../lib/chart/lengthBins.ts';
import { roundTicks } from '../lib/chart/ticks.ts';
import classes from './Histogram.module.css';

export interface HistogramBin extends LengthBin {
  /** What stands over the bar; left out: the count. */
  readonly label?: string;
  /** The bar in layers from the ground up, which add up to `count`; each kind has a fill of its own, told apart without colour. */
  readonly layers?: readonly { readonly kind: 'solid' | 'hatched' | 'open'; readonly count: number }[];
}

const HEIGHT = 200;
const MARGIN = { top: 20, right: 8, bottom: 24, left: 28 };

/** Counts over a value in bins of one width; bars start at 0. */
export function Histogram({ bins, labels, top: given }: HistogramProps) {
  const hatch = useId();
  const { ref, width } = useElementSize();
  const plotWidth = Math.max(0, width - MARGIN.left - MARGIN.right);
  const plotHeight = HEIGHT - MARGIN.top - MARGIN.bottom;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const ticks = roundTicks(0, given ?? most).filter(Number.isInteger);
  const top = given ?? ticks.at(-1) ?? most;
  const y = (count: number) => MARGIN.top + plotHeight * (1 - count / top);
  const slot = plotWidth / Math.max(1, bins.length);
  // Every bin's edge where they fit, else every second, third …
  const every = Math.max(1, Math.ceil(44 / Math.max(1, slot)));
  const edges = [...bins.map(({ low }) => low), ...(bins.length > 0 ? [bins.at(-1)?.high ?? 0] : [])];
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.axis} data-axis="y">
        {labels.yAxis}
      </figcaption>
      <div ref={ref}>
        {width > 0 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={labels.title} className={classes.plot} data-chart>
            {ticks.map((tick) => (
              <g key={tick}>
                <line className={classes.grid} x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
                <text className={classes.tick} x={MARGIN.left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
                  {tick}
                </text>
              </g>
            ))}
            <defs>
              <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <rect className={classes.hatch} width="2" height="6" />
              </pattern>
            </defs>
            {bins.map(({ low, count, label, layers = [{ kind: 'solid' as const, count }] }, i) => (
              <g key={low}>
                {layersFrom(layers).map(({ kind, from, to }) => (
                  <rect
                    key={kind}
                    className={classes.bar}
                    data-kind={kind}
                    {...(kind === 'hatched' && { fill: `url(#${hatch})` })}
                    x={MARGIN.left + i * slot + 1}
                    width={Math.max(1, slot - 2)}
                    y={y(to)}
                    height={y(from) - y(to)}
                  />
                ))}
                {count > 0 && (
                  <text
                    className={classes.count}
                    x={MARGIN.left + (i + 0.5) * slot}
                    y={y(count) - 5}
                    textAnchor="middle"
                  >
                    {label ?? count}
                  </text>
                )}
              </g>
            ))}
            {edges.map((edge, i) =>
              i % every === 0 ? (
                <text
                  key={edge}
                  className={classes.tick}
                  x={MARGIN.left + i * slot}
                  y={HEIGHT - 6}
                  textAnchor={i === edges.length - 1 ? 'end' : 'middle'}
                >
                  {edge}
                </text>
              ) : null,
            )}
          </svg>
        )}
      </div>
      <div className={classes.axis} data-axis="x">
        {labels.xAxis}
      </div>
    </figure>
  );
}

/** Where each layer begins and ends; empty ones are left out. */
function layersFrom(layers: NonNullable<HistogramBin['layers']>) {
  let at = 0;
  return layers
    .filter(({ count }) => count > 0)
    .map(({ kind, count }) => {
      const from = at;
      at += count;
      return { kind, from, to: at };
    });
}

interface HistogramProps {
  readonly bins: readonly HistogramBin[];
  /** Value at the top of the axis; left out: a round one above the highest bar. */
  readonly top?: number;
  readonly labels: { readonly title: string; readonly xAxis: string; readonly yAxis: string };
}
