import { SegmentedControl, Table } from '@mantine/core';
import { useEffect, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { formatDecimals } from '../../lib/format.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { type RowTokenLosses, rowTokenLosses } from '../../store/tokenLosses.ts';
import { type HeatToken, TokenHeat } from '../../ui/TokenHeat.tsx';
import { type FigureView, ViewSwitch } from '../../ui/ViewSwitch.tsx';
import classes from './Results.module.css';

type Mode = 'base' | 'tuned' | 'change';
const MODES: readonly Mode[] = ['base', 'tuned', 'change'];

/** Upper ends of the levels 0 to 4 in nats; above them is 5. A loss of 0.1 is a probability of 90 %, one of 4 of 2 %. */
const LEVELS = [0.1, 0.5, 1, 2, 4];

/** The reference of a test row with what each of its tokens cost both models. */
export function RowHeat({ run, index }: { readonly run: FinishedRun | null; readonly index: number }) {
  const found = useTokenLosses(run, index);
  const [mode, setMode] = useState<Mode>('change');
  const [view, setView] = useState<FigureView>('chart');
  if (run === null) return <p className={classes.quiet}>{text.answers.heatLive}</p>;
  if (found === 'reading') return <p className={classes.quiet}>{text.answers.heatLoading}</p>;
  if (found === null) return <p className={classes.quiet}>{text.answers.heatMissing}</p>;
  return (
    <div className={classes.heat}>
      <div className={classes.heatHead}>
        <SegmentedControl
          aria-label={text.answers.heatOf}
          size="xs"
          transitionDuration={0}
          value={mode}
          onChange={(value) => setMode(value as Mode)}
          data={MODES.map((name) => ({ value: name, label: text.answers.heatModes[name] }))}
        />
        <ViewSwitch value={view} onChange={setView} labels={text.results} />
      </div>
      {view === 'chart' ? (
        <>
          <TokenHeat
            tokens={heatTokens(found, mode)}
            label={text.answers.heatLabel[mode]}
            hint={text.answers.heatHint}
          />
          <p className={classes.quiet}>{text.answers.heatLegend[mode]}</p>
        </>
      ) : (
        <HeatTable losses={found} />
      )}
    </div>
  );
}

function useTokenLosses(run: FinishedRun | null, index: number): RowTokenLosses | 'reading' | null {
  const [found, setFound] = useState<RowTokenLosses | 'reading' | null>('reading');
  useEffect(() => {
    if (run === null) return;
    let wanted = true;
    rowTokenLosses(run, index)
      .catch(() => null)
      .then((losses) => wanted && setFound(losses));
    return () => {
      wanted = false;
    };
  }, [run, index]);
  return found;
}

function heatTokens({ tokens, base, tuned, repeated }: RowTokenLosses, mode: Mode): HeatToken[] {
  return tokens.map((token, i) => {
    const [before = 0, after = 0] = [base[i], tuned[i]];
    const marked = repeated.some(([from, to]) => i >= from && i < to);
    const value = mode === 'change' ? after - before : mode === 'base' ? before : after;
    return {
      text: token,
      label: text.answers.heatToken(token, before, after, marked),
      level: levelOf(Math.abs(value)),
      tone: mode === 'base' ? 'base' : mode === 'change' && value > 0 ? 'worse' : 'tuned',
      marked,
    };
  });
}

function levelOf(nats: number): number {
  const level = LEVELS.findIndex((end) => nats < end);
  return level < 0 ? LEVELS.length : level;
}

function HeatTable({ losses: { tokens, base, tuned, repeated } }: { readonly losses: RowTokenLosses }) {
  const columns = text.answers.heatColumns;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.heatTable} tabIndex={0} aria-label={text.answers.heatShow}>
      <Table withRowBorders={false} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {(['token', 'base', 'tuned', 'change', 'repeated'] as const).map((name) => (
              <Table.Th key={name} scope="col" ta={name === 'token' || name === 'repeated' ? 'left' : 'right'}>
                {columns[name]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token, i) => {
            const [before = 0, after = 0] = [base[i], tuned[i]];
            const marked = repeated.some(([from, to]) => i >= from && i < to);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place in the text
              <Table.Tr key={i}>
                <Table.Td className={classes.heatCell}>{token.replaceAll('\n', '↵')}</Table.Td>
                <Table.Td ta="right">{formatDecimals(before, 2)}</Table.Td>
                <Table.Td ta="right">{formatDecimals(after, 2)}</Table.Td>
                <Table.Td ta="right">{text.answers.heatChange(after - before)}</Table.Td>
                <Table.Td>{marked ? text.answers.heatYes : text.answers.heatNo}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}
