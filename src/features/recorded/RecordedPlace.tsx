import { Button } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { text } from '../../app/messages/en.ts';
import type { MetricLog } from '../../store/metricLog.ts';
import { type PlayerState, play, playSpeed, skipToEnd, stopPlaying, usePlayer } from '../../store/player.ts';
import { loadRecording, recordedOn, useRecording } from '../../store/recording.ts';
import type { RunFacts } from '../../store/runFacts.ts';
import { usePlayedLog } from '../../store/useMetricLog.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { placeHref } from '../../ui/place.ts';
import classes from './Recorded.module.css';

/**
 * A recorded run, played in the screens of a live one, which the app hands in. Its adapter and its day stand over it
 * throughout, and nothing that could be done about a live run is offered.
 */
export function RecordedPlace({ view, train, results }: RecordedPlaceProps) {
  const recording = useRecording((state) => state.recording);
  const player = usePlayer();
  const log = usePlayedLog();
  useEffect(() => {
    void loadRecording();
  }, []);
  useEffect(() => {
    if (recording === null) return;
    play(recording, prefersStillness());
    return stopPlaying;
  }, [recording]);
  if (recording === null || player.kind === 'stopped') {
    return <PlaceHeading intro={text.recorded.coming}>{text.recorded.title}</PlaceHeading>;
  }
  return (
    <>
      <PlaceHeading>{text.recorded.title}</PlaceHeading>
      <div className={classes.banner}>
        <Notice tone="info" word={text.start.recordedOn(recordedOn(recording).gpu, recording.recordedAt)}>
          {text.recorded.how(playSpeed(recording))}
        </Notice>
        <nav aria-label={text.recorded.screens} className={classes.screens}>
          {(['train', 'results'] as const).map((name) => (
            <a
              key={name}
              href={placeHref('recorded', name)}
              className={classes.screen}
              aria-current={view === name ? 'page' : undefined}
            >
              {text.places[name]}
            </a>
          ))}
        </nav>
      </div>
      {view === 'train' ? train(player.facts, log) : results(player.facts, log)}
      <Bar player={player} view={view} />
    </>
  );
}

function Bar({ player, view }: { readonly player: PlayerState; readonly view: RecordedView }) {
  if (player.kind === 'stopped') return null;
  const toTheSample = (
    <Button component="a" href={placeHref('start')} variant={view === 'train' ? 'default' : 'filled'}>
      {text.recorded.toStart}
    </Button>
  );
  if (player.kind === 'playing') {
    return (
      <ActionBar sentence={text.recorded.playing}>
        {toTheSample}
        <Button onClick={skipToEnd}>{text.recorded.skip}</Button>
      </ActionBar>
    );
  }
  return (
    <ActionBar sentence={text.recorded.ended}>
      <Button variant="default" onClick={() => play(player.recording, false)}>
        {text.recorded.again}
      </Button>
      {toTheSample}
      {view === 'train' && (
        <Button component="a" href={placeHref('recorded', 'results')}>
          {text.recorded.seeResults}
        </Button>
      )}
    </ActionBar>
  );
}

/** Who asked for less motion sees the end at once, and can still play it. */
function prefersStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

export type RecordedView = 'train' | 'results';

interface RecordedPlaceProps {
  readonly view: RecordedView;
  readonly train: (facts: RunFacts, log: MetricLog) => ReactNode;
  readonly results: (facts: RunFacts, log: MetricLog) => ReactNode;
}
