import { formatBytes, formatNumber, formatPerplexity } from '../../../lib/format.ts';

const runs = (count: number) => (count === 1 ? '1 run' : `${formatNumber(count)} runs`);

/** Words of the history of runs. */
export const history = {
  title: 'Runs in this browser',
  intro: 'Every run stays here until you delete it. Nothing of it leaves this computer.',
  looking: 'Looking them up…',
  empty: 'No run is kept here yet.',
  emptyHow: 'A run appears here as soon as training begins. You can also import a file of runs.',
  link: 'Runs',
  linkTo: (name: string) => `Runs in this browser, this one: ${name}`,
  kept: (count: number) => `${runs(count)} kept in this browser.`,
  seeAll: 'See all runs',

  space: (count: number, used: string) => `${runs(count)}, ${used}.`,
  quota: (free: string) => `The browser has about ${free} more for this page.`,
  short:
    'The browser is almost out of space for this page. Nothing is dropped by itself: delete runs that you no longer need, or export them first.',
  persisted: 'It has promised to keep them until you delete them.',
  notPersisted: 'It may clear them when this computer runs out of space.',
  persist: 'Ask it to keep them',

  search: 'Search',
  searchHint: 'Name, file, model or fingerprint',
  order: 'Sort by',
  orders: {
    newest: 'Newest first',
    oldest: 'Oldest first',
    name: 'Name',
    perplexity: 'Lowest perplexity',
    size: 'Largest first',
  },
  found: (shown: number, all: number) => (shown === all ? `${runs(all)}` : `${formatNumber(shown)} of ${runs(all)}`),
  noneFound: 'No run has these words.',
  list: 'Runs',

  defaultName: (file: string, model: string) => `${file} on ${model}`,
  numbered: (name: string, number: number) => `${name} (${formatNumber(number)})`,
  damagedName: 'A run that cannot be read',
  begun: (atMs: number) =>
    new Date(atMs).toLocaleString('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    }),
  model: 'Model',
  data: 'Data',
  fingerprint: (short: string) => `fingerprint ${short}`,
  noFingerprint: 'fingerprint not noted',
  size: 'Size',
  sizeOf: (sizeBytes: number) => formatBytes(sizeBytes),
  perplexity: 'Perplexity, base to tuned',
  change: (base: number, tuned: number) => `${formatPerplexity(base)} → ${formatPerplexity(tuned)}`,
  none: 'none yet',
  sparkline: (first: number, last: number) => `Training loss from ${first.toFixed(2)} to ${last.toFixed(2)}`,
  noCurve: 'No step was saved.',
  departures: 'Settings that differ from the recipe',
  noDepartures: 'Settings of the recipe',
  chip: (label: string, value: string) => `${label}: ${value === '' ? 'none' : value}`,
  more: (count: number) => `${formatNumber(count)} more`,
  fewer: 'Fewer',

  states: {
    finished: 'Finished',
    stopped: 'Stopped, kept',
    unfinished: (step: number, total: number) => `Unfinished, step ${formatNumber(step)} of ${formatNumber(total)}`,
    here: 'Under way in this tab',
    elsewhere: 'Open in another tab',
    damaged: 'Damaged',
  },
  downloaded: 'downloaded',

  open: 'Open',
  openNamed: (name: string) => `Open ${name}`,
  resume: 'Resume',
  resumeNamed: (name: string) => `Resume ${name}`,
  look: 'Look at it',
  lookNamed: (name: string) => `Look at ${name}`,
  rename: 'Rename',
  renameNamed: (name: string) => `Rename ${name}`,
  nameLabel: 'Name of the run',
  nameHint: 'Leave it empty for the name of its file and model.',
  save: 'Save',
  cancel: 'Cancel',
  nameLong: (most: number) => `At most ${formatNumber(most)} characters.`,
  nameTaken: 'Another run has this name.',
  export: 'Export',
  exportNamed: (name: string) => `Export ${name}`,
  remove: 'Delete',
  removeNamed: (name: string) => `Delete ${name}`,
  removed: (name: string) => `${name} is deleted in 10 s. Closing this tab before keeps it.`,
  undo: 'Undo',
  choose: (name: string) => `Compare ${name}`,
  compare: 'Compare',

  exportAll: 'Export all',
  exportAllHow: (finished: number, unfinished: number) =>
    unfinished === 0
      ? ''
      : `Exported are the ${formatNumber(finished)} finished ones; ${unfinished === 1 ? '1 unfinished run stays' : `${formatNumber(unfinished)} unfinished runs stay`} here.`,
  packing: 'Packing…',
  import: 'Import',
  importing: 'Reading the file…',
  imported: (added: number, known: number) =>
    [
      added === 0 ? 'No run was added.' : `${runs(added)} added.`,
      ...(known === 0
        ? []
        : [
            `${runs(known)} ${known === 1 ? 'was' : 'were'} here already and ${known === 1 ? 'stays' : 'stay'} as ${known === 1 ? 'it is' : 'they are'}.`,
          ]),
    ].join(' '),
  importedFrom: (fileName: string) => fileName,
  refused: (count: number) => `${runs(count)} could not be taken in`,
  failed: 'That did not work',
  rowsWarning: 'The file holds the rows of its runs, as the adapter .zip does. Think before you pass it on.',

  compareTitle: 'Side by side',
  compareHow: 'Choose two or more finished runs above.',
  compareChosen: (count: number) => `${runs(count)} side by side`,
  clear: 'Choose none',
  obstacles: {
    rows: 'These runs were measured on other rows, so their losses and perplexities do not compare. The change from base to tuned within each run holds.',
    unknown:
      'Not every one of these runs tells which rows it was measured on. Compare their losses only if you know that the rows are the same.',
    tokens:
      'These runs saw the same rows cut into other tokens, or to another length. A loss per token is then about something else: compare the change from base to tuned.',
  },
  comparable: 'Measured on the same test rows: their figures compare.',
  compareTable: 'The chosen runs side by side',
  run: 'Run',
  started: 'Begun',
  rows: 'Rows: train, validation, test',
  rowsOf: (train: number, validation: number, test: number) =>
    [train, validation, test].map((count) => formatNumber(count)).join(', '),
  verdict: 'Verdict',
  testPerplexity: 'Test perplexity, base → tuned',
  testLoss: 'Test loss, tuned',
  bestValidation: 'Best validation loss',
  finalTraining: 'Final training loss',
  time: 'Time',
  device: 'Device',
  steps: 'Steps',
  settingNone: 'none',
  curves: 'Training loss of the chosen runs',
  curvesCaption: 'Smoothed over about ten steps.',
  curvesX: 'Optimizer step',
  curvesY: 'Loss (nats per token, lower is better)',
} as const;
