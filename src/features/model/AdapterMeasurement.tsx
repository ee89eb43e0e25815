import { Button, Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { cancelAdapterMeasure, measureStart, useAdapterMeasure } from '../../store/startAdapter.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { AdapterProgress, MeasuredAdapter } from '../../workers/adapterApi.ts';
import classes from './Model.module.css';

/** The adapter as it is against its base, on the test rows. */
export function AdapterMeasurement({ busy }: { readonly busy: boolean }) {
  const state = useAdapterMeasure();
  if (state.kind === 'running') return <Running progress={state.progress} cancelling={state.cancelling} />;
  return (
    <>
      {state.kind === 'done' && <Figures measured={state.measured} />}
      {state.kind === 'failed' && (
        <Notice tone="error" word={text.startAdapter.failed}>
          {state.failure.message}
        </Notice>
      )}
      <div className={classes.buttons}>
        <Button variant="default" disabled={busy} onClick={() => void measureStart()}>
          {text.startAdapter.measure}
        </Button>
      </div>
      <p className={classes.quiet}>{busy ? text.startAdapter.measureRunning : text.startAdapter.measureWhat}</p>
    </>
  );
}

function Running({ progress, cancelling }: RunningProps) {
  const known = progress !== null && progress.total > 0;
  return (
    <>
      <Meter
        label={progress === null ? text.startAdapter.preparing : text.startAdapter.phases[progress.phase]}
        detail={known ? text.startAdapter.progress(progress.done, progress.total) : undefined}
        fraction={known ? progress.done / progress.total : null}
      />
      <div className={classes.buttons}>
        <Button variant="default" disabled={cancelling} onClick={cancelAdapterMeasure}>
          {cancelling ? text.startAdapter.cancelling : text.startAdapter.cancel}
        </Button>
      </div>
    </>
  );
}

interface RunningProps {
  readonly progress: AdapterProgress | null;
  readonly cancelling: boolean;
}

function Figures({ measured: { base, adapter, comparison } }: { readonly measured: MeasuredAdapter }) {
  const { change, difference, rows, tokens } = comparison;
  const share = (d: number) => Math.abs(Math.expm1(d));
  const ends = [share(difference.low), share(difference.high)];
  return (
    <>
      <p role="status">
        {text.startAdapter.change[change](share(difference.value), Math.min(...ends), Math.max(...ends))}{' '}
        {text.startAdapter.rows(rows, tokens)}
      </p>
      <Table layout="auto">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.startAdapter.model}</Table.Th>
            <Table.Th scope="col" ta="right">
              {text.startAdapter.loss}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {text.startAdapter.perplexity}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(
            [
              ['base', base],
              ['adapter', adapter],
            ] as const
          ).map(([name, { loss, perplexity }]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{text.startAdapter[name]}</Table.Th>
              <Table.Td ta="right">{text.startAdapter.lossFigure(loss)}</Table.Td>
              <Table.Td ta="right">{text.startAdapter.perplexityFigure(perplexity)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}
