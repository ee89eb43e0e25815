import { formatNumber, formatPercent } from '../../../lib/format.ts';

const kinds = { cohen: 'Cohen’s kappa', fleiss: 'Fleiss’ kappa' } as const;

/** Words of the evaluation by people in the Results place. */
export const people = {
  title: 'Evaluation by people',
  intro:
    'The rule counts words. Whether an answer is factually correct only people can say: let some of them judge blind, then see how far they agree with one another and with the rule.',
  waiting: 'Possible when all answers are there.',
  takeHead: 'A file for reviewers',
  takeIntro: (count: number) =>
    `${formatNumber(count)} answers, both models’, in an order that tells nothing. Reviewers fill in the column class: correct, underspecified or incorrect.`,
  hide: 'Hide which model wrote an answer',
  csv: 'Save as CSV',
  jsonl: 'Save as JSONL',
  key: 'Save the key',
  keyHint: 'The key says which id is which answer. Keep it from reviewers; this run knows it anyway.',
  hereHead: 'Judge here, blind',
  reviewer: 'Your name or initials',
  begin: 'Begin',
  goOn: (done: number, total: number) => `Go on (${formatNumber(done)} of ${formatNumber(total)})`,
  look: 'Look through again',
  blindTitle: (done: number, total: number) => `Answer ${formatNumber(done)} of ${formatNumber(total)}`,
  blindProgress: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)} judged`,
  blindVerdict: 'Your verdict',
  blindHint: 'Keys 1, 2 and 3 judge and go on; arrow left goes back.',
  back: 'Back',
  leave: 'Leave, go on later',
  allDone: 'All answers are judged.',
  givesBack: 'Files that came back',
  open: 'Add reviewers’ files',
  took: (reviewer: string, verdicts: number, open: number) =>
    `${reviewer}: ${formatNumber(verdicts)} verdicts${open > 0 ? `, ${formatNumber(open)} rows left open` : ''}.`,
  sheets: 'Reviewers',
  columns: { reviewer: 'Reviewer', source: 'From', judged: 'Judged', blind: 'Blind' },
  studio: 'this studio',
  yes: 'yes',
  no: 'no',
  remove: 'Remove',
  removeOf: (reviewer: string) => `Remove the verdicts of ${reviewer}`,
  undo: 'Undo',
  agreementHead: 'Agreement',
  oneReviewer: 'Agreement needs a second reviewer.',
  noneShared: 'No answer was judged by every reviewer yet.',
  kappa: (kind: keyof typeof kinds, kappa: number, answers: number) =>
    `${kinds[kind]} ${kappa.toFixed(2)} on ${formatNumber(answers)} answers that every reviewer judged`,
  kappaInterval: (low: number, high: number) => ` (95 % interval ${low.toFixed(2)} to ${high.toFixed(2)})`,
  noKappa: 'Every verdict is the same: there is nothing to agree about.',
  observed: (share: number) => `Same verdict on ${formatPercent(share, 0)}.`,
  ruleHead: 'The rule against people',
  ruleSentence: (share: number, answers: number, kappa: number | null) =>
    `The rule says what most reviewers say on ${formatPercent(share, 0)} of ${formatNumber(answers)} answers${kappa === null ? '' : ` (Cohen’s kappa ${kappa.toFixed(2)})`}.`,
  ownSentence: (share: number, answers: number, kappa: number | null) =>
    `The rule says what you say on ${formatPercent(share, 0)} of ${formatNumber(answers)} answers${kappa === null ? '' : ` (Cohen’s kappa ${kappa.toFixed(2)})`}.`,
  ties: (count: number) => ` ${formatNumber(count)} left out: reviewers were split.`,
  checksHead: 'The rule against your own verdicts',
  checksNote: 'You saw the rule’s word first, so that this is no blind test.',
  rows: 'People say',
  ruleColumn: (name: string) => `Rule: ${name}`,
} as const;
