import { defaultConfig } from '../run/config.ts';
import type { RunEvent } from '../run/events.ts';
import { takeRunEvent, useRun } from './run.ts';
import { newRunFacts } from './runFacts.ts';

/** For tests: a run that only consists of what it says, through the same store and screens as a real one. */
export function rehearse(events: readonly RunEvent[]): void {
  if (useRun.getState().kind !== 'active') {
    const facts = newRunFacts(defaultConfig(), 'rehearsal.csv');
    useRun.setState({ kind: 'active', id: 'rehearsal', wish: 'goOn', facts }, true);
  }
  for (const event of events) takeRunEvent(event);
}
