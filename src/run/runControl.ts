import type { TrainControl } from '../engine/train/control.ts';

/** Pausing and saving as the surroundings of a run ask for it: the page of a browser, through its worker. */
export interface RunControl extends TrainControl {
  requestPause(): void;
  resume(): void;
  /** A checkpoint as soon as there is a step that none has yet. */
  requestSave(): void;
  /** A checkpoint was written: the time to the next one starts anew. */
  saved(): void;
}

export interface RunControlOptions {
  /** Milliseconds. */
  now(): number;
  /** A checkpoint at least so often, counted from when control was made. */
  readonly saveEveryMs: number;
}

export function createRunControl({ now, saveEveryMs }: RunControlOptions): RunControl {
  let savedMs = now();
  let wanted = false;
  let paused: { readonly done: Promise<void>; readonly end: () => void } | null = null;
  return {
    saveWanted: () => wanted || now() - savedMs >= saveEveryMs,
    pause: () => paused?.done ?? null,
    requestPause() {
      if (paused !== null) return;
      let end = () => {};
      const done = new Promise<void>((resolve) => {
        end = resolve;
      });
      paused = { done, end };
    },
    resume() {
      paused?.end();
      paused = null;
    },
    requestSave() {
      wanted = true;
    },
    saved() {
      wanted = false;
      savedMs = now();
    },
  };
}
