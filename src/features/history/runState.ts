import { text } from '../../app/messages/en.ts';
import type { KeptRunEntry } from '../../store/recovery.ts';
import type { StateKind } from '../../ui/StateWord.tsx';

/** The state of a run as icon and word. */
export function runState({ state, here, elsewhere }: KeptRunEntry): {
  readonly kind: StateKind;
  readonly word: string;
} {
  const { states } = text.history;
  switch (state.kind) {
    case 'damaged':
      return { kind: 'failed', word: states.damaged };
    case 'finished':
      if (elsewhere) return { kind: 'ready', word: states.elsewhere };
      return state.status === 'stopped'
        ? { kind: 'stopped', word: states.stopped }
        : { kind: 'ready', word: states.finished };
    case 'unfinished':
      if (here) return { kind: 'running', word: states.here };
      if (elsewhere) return { kind: 'running', word: states.elsewhere };
      return { kind: 'stopped', word: states.unfinished(state.step, state.totalSteps) };
  }
}
