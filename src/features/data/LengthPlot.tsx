import { useDeferredValue, useRef, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import type { CsvTable } from '../../lib/chart/csvText.ts';
import { formatNumber } from '../../lib/format.ts';
import { priceAt } from '../../store/lengthPrice.ts';
import { ChartMenu } from '../../ui/ChartMenu.tsx';
import { LengthChart } from '../../ui/LengthChart.tsx';
import { PLOT_INSET } from '../../ui/plotInset.ts';
import { RangeSlider } from '../../ui/RangeSlider.tsx';
import { type FigureView, ViewSwitch } from '../../ui/ViewSwitch.tsx';
import type { LengthFacts } from '../../workers/dataApi.ts';
import classes from './Length.module.css';
import { LengthTable } from './LengthTable.tsx';

const words = text.pairs.length;

/** Tokens per step of the slider, and the shortest length that may be set. */
const STEP = 8;

const labels = {
  title: words.chartTitle,
  yAxis: words.yAxis,
  prompt: words.prompt,
  answer: words.answer,
  bin: words.bin,
  rows: (rows: number) => `${formatNumber(rows)} ${words.columns.rows.toLowerCase()}`,
};

/** The lengths as a chart or a table, and the maximum to drag along them. */
export function LengthPlot({ facts, maxLength, onChange }: LengthPlotProps) {
  const [shows, setShows] = useState<FigureView>('chart');
  const figure = useRef<HTMLDivElement>(null);
  const price = priceAt(facts, maxLength);
  // New bars are drawn when nothing more urgent is, such as what is being typed.
  const bins = useDeferredValue(facts.bins);
  const end = endOf(bins);
  return (
    <div className={classes.plot}>
      <div className={classes.switch}>
        <ViewSwitch value={shows} onChange={setShows} labels={{ ...words, view: words.shownAs }} />
        <ChartMenu figure={figure} title={words.chartTitle} table={() => lengthTable(bins)} labels={text.charts.menu} />
      </div>
      {shows === 'chart' ? (
        <div ref={figure} className={classes.chart}>
          <LengthChart bins={bins} end={end} labels={labels} />
          <Beyond share={Math.min(1, maxLength / end)} />
        </div>
      ) : (
        <LengthTable bins={bins} />
      )}
      <RangeSlider
        label={`${words.slider}: ${words.value(maxLength, price.faults.cut, price.lostAnswerTokens)}`}
        value={maxLength}
        valueText={words.value(maxLength, price.faults.cut, price.lostAnswerTokens)}
        min={STEP}
        max={end}
        step={STEP}
        inset={PLOT_INSET}
        onChange={onChange}
      />
    </div>
  );
}

/** What lies beyond the maximum, greyed out, from a line at the maximum on. */
function Beyond({ share }: { readonly share: number }) {
  const { left, right } = PLOT_INSET;
  return (
    <div
      className={classes.beyond}
      style={{ left: `calc(${left}px + (100% - ${left + right}px) * ${share})`, right }}
      aria-hidden
    />
  );
}

function lengthTable(bins: LengthFacts['bins']): CsvTable {
  const { columns, csv } = words;
  return {
    header: [csv.from, csv.to, columns.rows, columns.prompt, columns.answer],
    rows: bins.map(({ from, to, rows, promptTokens, answerTokens }) => [from, to, rows, promptTokens, answerTokens]),
  };
}

/** Length at the right edge: a bin for the few longest rows is as wide as the others. */
function endOf(bins: LengthFacts['bins']): number {
  const width = bins[0]?.to ?? STEP;
  return Math.max(2, Math.ceil((bins.length * width) / STEP)) * STEP;
}

interface LengthPlotProps {
  readonly facts: LengthFacts;
  readonly maxLength: number;
  readonly onChange: (tokens: number) => void;
}
