import { Button } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { messageOf } from '../../lib/errors.ts';
import { type FinishedRun, shownRun, useFinishedRuns } from '../../store/finishedRuns.ts';
import { packRun } from '../../store/packing.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import { Download } from './Download.tsx';
import { Files } from './Files.tsx';
import { Forms } from './Forms.tsx';
import type { Packing } from './packing.ts';
import { Report } from './Report.tsx';
import { SelfCheck } from './SelfCheck.tsx';
import { Share } from './Share.tsx';
import { Use } from './Use.tsx';

/** What the finished run leaves, to take away. `stored`: the section on what lies in this browser. */
export function ExportPlace({ stored }: { readonly stored: ReactNode }) {
  const run = useFinishedRuns(shownRun);
  return run === null ? (
    <Nothing stored={stored} />
  ) : (
    <Export key={`${run.number} ${run.trial}`} run={run} stored={stored} />
  );
}

function Export({ run, stored }: { readonly run: FinishedRun; readonly stored: ReactNode }) {
  const trials = useFinishedRuns(({ runs }) => runs.length);
  const [leaveOut, setLeaveOut] = useState(false);
  const [packing, setPacking] = useState<Packing>({ kind: 'working' });
  useEffect(() => {
    let current = true;
    setPacking({ kind: 'working' });
    packRun(run, !leaveOut).then(
      (packed) => current && setPacking({ kind: 'ready', packed }),
      (error: unknown) => current && setPacking({ kind: 'failed', message: messageOf(error) }),
    );
    return () => {
      current = false;
    };
  }, [run, leaveOut]);
  return (
    <>
      <PlaceHeading intro={nameOf(run, trials)}>{text.export.title}</PlaceHeading>
      <SelfCheck check={run.facts.selfCheck} />
      <Files packing={packing} run={run} leaveOut={leaveOut} onLeaveOut={setLeaveOut} />
      <Use run={run} />
      <Forms run={run} />
      <Report run={run} />
      <Share run={run} />
      {stored}
      <Download run={run} packing={packing} />
    </>
  );
}

function nameOf({ facts: { fileName, trials: grid, config }, number, trial }: FinishedRun, runs: number): string {
  if (trial === null) return text.export.runName(fileName, number, runs);
  return `${fileName}. ${text.trials.underWay(trial, grid.length, config.learningRate, config.batchSize)}`;
}

function Nothing({ stored }: { readonly stored: ReactNode }) {
  return (
    <>
      <PlaceHeading intro={text.export.needsRunIntro}>{text.export.needsRun}</PlaceHeading>
      {stored}
      <ActionBar sentence={text.export.barEmpty}>
        <Button component="a" href={placeHref('model')}>
          {text.export.needsRunButton}
        </Button>
      </ActionBar>
    </>
  );
}
