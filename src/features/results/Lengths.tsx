import { SegmentedControl, Table } from '@mantine/core';
import { type RefObject, useRef, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { formatNumber, formatPercent } from '../../lib/format.ts';
import { ChartMenu } from '../../ui/ChartMenu.tsx';
import { Histogram, type HistogramBin } from '../../ui/Histogram.tsx';
import { type FigureView, ViewSwitch } from '../../ui/ViewSwitch.tsx';
import type { JudgedRow } from './judgedRows.ts';
import { type LengthFigure, lengthFigures } from './lengthFigures.ts';
import classes from './Results.module.css';

type Counted = 'wrong' | 'all';
const CLASSES = ['matches', 'vague', 'wrong'] as const;

/** Lengths in tokens of the tuned model's answers that do not match (or of all), and their share among answers of that length, growing as answers are judged. */
export function Lengths({ rows, total, live }: LengthsProps) {
  const [view, setView] = useState<FigureView>('chart');
  const [counted, setCounted] = useState<Counted>('wrong');
  const wrong = rows.filter(({ final }) => final.tuned === 'wrong').length;
  const done = rows.length;
  const figures = lengthFigures(rows);
  const [counts, shares] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)];
  const empty = counted === 'wrong' && wrong === 0;
  return (
    <div className={classes.lengths} data-tour="lengths">
      <div className={classes.lengthsHead}>
        <h3 className={classes.smallTitle}>{text.results.lengths}</h3>
        <div className={classes.heatHead}>
          <SegmentedControl
            aria-label={text.answers.classesShown}
            size="xs"
            transitionDuration={0}
            value={counted}
            onChange={(value) => setCounted(value as Counted)}
            data={[
              { value: 'wrong', label: text.answers.onlyWrong },
              { value: 'all', label: text.answers.allClasses },
            ]}
          />
          {!empty && <ViewSwitch value={view} onChange={setView} labels={text.results} />}
          {!empty && <Menu figure={counts} title={text.results.lengths} figures={figures} />}
        </div>
      </div>
      {empty && (
        <div className={classes.empty}>
          {live && done < total ? text.results.noMismatchesYet(done, total) : text.results.noMismatches(done)}
        </div>
      )}
      {!empty && view === 'chart' && (
        <div className={classes.lengthCharts}>
          <div ref={counts}>
            <Histogram
              bins={figures.map((figure) => countBin(figure, counted))}
              labels={{
                title: text.results.lengthsTitle(wrong, done),
                xAxis: text.results.lengthsX,
                yAxis: text.results.lengthsY,
              }}
            />
          </div>
          {counted === 'all' && <Key />}
          <div className={classes.lengthsHead}>
            <h4 className={classes.smallTitle}>{text.answers.shareTitle}</h4>
            <Menu figure={shares} title={text.answers.shareTitle} figures={figures} />
          </div>
          <div ref={shares}>
            <Histogram
              bins={figures.map(shareBin)}
              top={100}
              labels={{ title: text.answers.shareTitle, xAxis: text.results.lengthsX, yAxis: text.answers.shareY }}
            />
          </div>
        </div>
      )}
      {!empty && view === 'table' && <LengthTable figures={figures} caption={text.results.lengthsTitle(wrong, done)} />}
    </div>
  );
}

function Menu({ figure, title, figures }: MenuProps) {
  const { from, to, all } = text.charts.lengths;
  const table = () => ({
    header: [from, to, ...CLASSES.map((name) => text.results.classes[name].name), all],
    rows: figures.map((one) => [one.low, one.high - 1, ...CLASSES.map((name) => one.counts[name]), one.all]),
  });
  return <ChartMenu figure={figure} title={title} table={table} labels={text.charts.menu} />;
}

function countBin({ low, high, all, counts }: LengthFigure, counted: Counted): HistogramBin {
  if (counted === 'wrong') return { low, high, count: counts.wrong };
  const layers = [
    { kind: 'solid', count: counts.wrong },
    { kind: 'hatched', count: counts.vague },
    { kind: 'open', count: counts.matches },
  ] as const;
  return { low, high, count: all, layers };
}

function shareBin({ low, high, all, counts }: LengthFigure): HistogramBin {
  const share = all === 0 ? 0 : (100 * counts.wrong) / all;
  return { low, high, count: share, label: `${counts.wrong}/${all}` };
}

/** What the fills mean, in the order of the layers from the top. */
function Key() {
  return (
    <ul className={classes.key}>
      {CLASSES.map((name) => (
        <li key={name} data-class={name}>
          {text.results.classes[name].name}
        </li>
      ))}
    </ul>
  );
}

function LengthTable({ figures, caption }: { readonly figures: readonly LengthFigure[]; readonly caption: string }) {
  return (
    <Table withRowBorders={false} captionSide="bottom">
      <Table.Caption className={classes.caption}>{caption}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{text.results.lengthsX}</Table.Th>
          {CLASSES.map((name) => (
            <Table.Th key={name} scope="col" ta="right">
              {text.results.classes[name].name}
            </Table.Th>
          ))}
          <Table.Th scope="col" ta="right">
            {text.answers.shareY}
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {figures.map(({ low, high, all, counts }) => (
          <Table.Tr key={low}>
            <Table.Td>{text.results.lengthRange(low, high - 1)}</Table.Td>
            {CLASSES.map((name) => (
              <Table.Td key={name} ta="right">
                {formatNumber(counts[name])}
              </Table.Td>
            ))}
            <Table.Td ta="right">{all === 0 ? '' : formatPercent(counts.wrong / all, 0)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

interface MenuProps {
  readonly figure: RefObject<HTMLElement | null>;
  readonly title: string;
  readonly figures: readonly LengthFigure[];
}

interface LengthsProps {
  readonly rows: readonly JudgedRow[];
  readonly total: number;
  readonly live: boolean;
}
