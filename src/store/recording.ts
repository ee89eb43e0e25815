import { create } from 'zustand';
import { UserError } from '../lib/errors.ts';
import type { RunConfig } from '../run/config.ts';
import type { RunEvent } from '../run/events.ts';
import { track } from './activity.ts';
import { siteUrl } from './workers.ts';

/** A real run as it happened, made from its run.json by tools/recordRun.mjs. */
export interface Recording {
  readonly formatVersion: 1;
  /** ISO date and time at which it began. */
  readonly recordedAt: string;
  readonly fileName: string;
  readonly config: RunConfig;
  /** In order; `atMs` counts from the beginning of the run. */
  readonly events: readonly { readonly atMs: number; readonly event: RunEvent }[];
}

/** null: it has not come (yet). */
export const useRecording = create<{ readonly recording: Recording | null }>(() => ({ recording: null }));

let loading: Promise<void> | null = null;

/** Fetches the recording once. Without it the start page is whole, so a failure is only that nothing is shown. */
export function loadRecording(): Promise<void> {
  loading ??= track(
    read().then(
      (recording) => useRecording.setState({ recording }),
      () => {
        loading = null;
      },
    ),
  );
  return loading;
}

async function read(): Promise<Recording> {
  const response = await fetch(siteUrl('recorded/sample.json'));
  const recording = (await response.json()) as Recording;
  if (recording.formatVersion !== 1) throw new UserError('the recorded run is of another version');
  return recording;
}

type EventOf<Name extends RunEvent['event']> = Extract<RunEvent, { event: Name }>;

/** The events of one name, in order. */
export function eventsOf<Name extends RunEvent['event']>(
  { events }: Pick<Recording, 'events'>,
  name: Name,
): readonly EventOf<Name>[] {
  return events.map(({ event }) => event).filter((event): event is EventOf<Name> => event.event === name);
}

/** The adapter that it was recorded on, and how long the run took there. */
export function recordedOn(recording: Pick<Recording, 'events'>) {
  const [ready] = eventsOf(recording, 'ready');
  const [done] = eventsOf(recording, 'done');
  return {
    gpu: ready?.gpu.name ?? '',
    software: ready?.gpu.software ?? false,
    elapsedMs: done?.elapsedMs ?? 0,
  };
}
