import { create } from 'zustand';
import type { MetricLog } from './metricLog.ts';
import { createMetricLog } from './metricLog.ts';
import type { Recording } from './recording.ts';
import { newRunFacts, type RunFacts, withEvent } from './runFacts.ts';

/** Playing a recording takes about so long, however long the run took. */
const PLAY_MS = 20_000;
const TICK_MS = 100;

export interface Played {
  readonly facts: RunFacts;
  /** Index of the event that comes next. */
  readonly next: number;
}

export type PlayerState =
  | { readonly kind: 'stopped' }
  | ({ readonly kind: 'playing' | 'ended'; readonly recording: Recording } & Played);

/** A recording being played. It has a log and facts of its own: the run of this tab is another matter. */
export const usePlayer = create<PlayerState>(() => ({ kind: 'stopped' }));

/** Every step of the recording that was told so far. */
export const playedLog = createMetricLog();

/** How many times faster than it happened. */
export function playSpeed(recording: Recording): number {
  return Math.max(1, Math.round((recording.events.at(-1)?.atMs ?? 0) / PLAY_MS));
}

let ticking: ReturnType<typeof setInterval> | undefined;

/** Plays from the beginning, or all at once. */
export function play(recording: Recording, atOnce: boolean): void {
  clearInterval(ticking);
  playedLog.clear();
  const begunMs = performance.now();
  let played: Played | { facts: null; next: 0 } = { facts: null, next: 0 };
  const tick = () => {
    const untilMs = atOnce ? Number.POSITIVE_INFINITY : (performance.now() - begunMs) * playSpeed(recording);
    const now = playedUntil(recording, played, untilMs, playedLog);
    played = now;
    const ended = now.next === recording.events.length;
    if (ended) clearInterval(ticking);
    usePlayer.setState({ kind: ended ? 'ended' : 'playing', recording, ...now }, true);
  };
  if (!atOnce) ticking = setInterval(tick, TICK_MS);
  tick();
}

/** Jumps to the end of what is being played. */
export function skipToEnd(): void {
  const state = usePlayer.getState();
  if (state.kind === 'playing') play(state.recording, true);
}

/** Forgets what was played. */
export function stopPlaying(): void {
  clearInterval(ticking);
  playedLog.clear();
  usePlayer.setState({ kind: 'stopped' }, true);
}

/** Tells the events up to `untilMs` of the run's own time: steps and validations to the log, the rest to the facts. */
export function playedUntil(
  { config, fileName, events }: Recording,
  played: Played | { readonly facts: null; readonly next: 0 },
  untilMs: number,
  log: MetricLog,
): Played {
  let facts = played.facts ?? newRunFacts(config, fileName);
  let { next }: { next: number } = played;
  for (; next < events.length; next++) {
    const told = events[next];
    if (told === undefined || told.atMs > untilMs) break;
    const { event } = told;
    if (event.event === 'step') log.append(event);
    else if (event.event === 'validation') log.appendValidation(event);
    facts = withEvent(facts, event);
  }
  return { facts, next };
}
