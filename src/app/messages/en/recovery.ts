import { formatNumber } from '../../../lib/format.ts';

/** Words for runs that are kept in this browser. */
export const recovery = {
  region: 'Runs kept in this browser',
  name: (file: string, model: string) => `${file} on ${model}`,
  unfinished: (name: string, step: number, total: number) =>
    `Run ${name} stopped at step ${formatNumber(step)} of ${formatNumber(total)}.`,
  finished: (name: string) => `Run ${name} is finished and was not downloaded.`,
  elsewhere: (name: string, step: number, total: number) =>
    `Run ${name} is open in another tab, saved at step ${formatNumber(step)} of ${formatNumber(total)}.`,
  finishedElsewhere: (name: string) => `Run ${name} is finished, and open in another tab.`,
  damaged: 'A run that was kept here cannot be read.',
  damagedWhy: (message: string) => `${message}. Everything else works.`,
  discarded: (name: string) => `Run ${name} is discarded.`,
  discardedDamaged: 'The damaged run is discarded.',
  wants: (model: string) => `${model} is needed for this and is no longer open`,
  wantsHint: 'A model of your own is read where it lies, and a page that was reloaded has to ask for it again.',
  openFolder: 'Choose its folder',
  openGguf: 'Choose its GGUF file',
  resume: 'Resume',
  keep: 'Keep what it learned',
  discard: 'Discard',
  undo: 'Undo',
  open: 'See results',
  look: 'Look at it',
  failed: 'That did not work',
  oneTab: 'Another tab of this browser is training',
  oneTabHow:
    'One tab trains at a time, so that none takes the GPU or the storage from the other. Wait for it, or stop it there.',
} as const;
