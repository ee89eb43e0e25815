import type { RunEvent } from '../run/events.ts';

/** Events that a page draws as they come and that say nothing about the run afterwards; its steps are kept apart. */
const PASSING = new Set<RunEvent['event']>([
  'phase',
  'step',
  'validation',
  'comparing',
  'answer',
  'restored',
  'checkpoint',
  'paused',
  'resumed',
  'storage',
  'recovering',
  'halted',
]);

/** What holds for all trials of a grid, or names them. */
const SHARED = new Set<RunEvent['event']>(['ready', 'question', 'judging', 'trial']);

/** What a finished run is kept with: of each thing that it said the last word, and of several trials that of the best one. */
export function createLastingEvents() {
  let events: RunEvent[] = [];
  const forgetTrial = () => {
    events = events.filter(
      (before) =>
        SHARED.has(before.event) ||
        (before.event === 'evaluation' && before.model === 'base' && before.part === 'test'),
    );
  };
  function take(event: RunEvent): void {
    switch (event.event) {
      case 'restored':
        events = events.filter((before) => before.event === 'question' || before.event === 'trial');
        return;
      case 'trial':
        if (event.status === 'running') forgetTrial();
        events = events.filter((before) => before.event !== 'trial' || before.number !== event.number);
        events.push(event);
        return;
      case 'chosen':
        forgetTrial();
        events = events.filter((before) => before.event !== 'evaluation');
        for (const told of event.events) if (told.event !== 'restored') take(told);
        return;
      default:
        if (!PASSING.has(event.event)) events.push(event);
    }
  }
  return { take, all: (): readonly RunEvent[] => events };
}
