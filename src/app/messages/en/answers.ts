import { formatNumber, formatPercent } from '../../../lib/format.ts';

const nats = (value: number) => value.toFixed(2);
const signed = (value: number) => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
const quoted = (token: string) => (token === '' ? 'part of a character' : `"${token.replaceAll('\n', '↵')}"`);
const models = { base: 'base', tuned: 'tuned' } as const;
type Model = keyof typeof models;

/** Words of Answers & errors in the Results place. */
export const answers = {
  sort: 'Order',
  sorts: {
    row: 'As in the test part',
    lossHigh: 'Tuned loss, highest first',
    worse: 'Most worsened by tuning first',
    long: 'Longest answer first',
    short: 'Shortest answer first',
  },
  subtopic: 'Subtopic',
  anySubtopic: 'Any',
  loss: 'Loss',
  losses: {
    any: 'Any',
    better: 'Smaller than the base',
    worse: 'Larger than the base',
    high: 'The larger half',
  },
  length: 'Answer length (tokens)',
  anyLength: 'Any',
  checkedBy: 'Checked by a person',
  anyChecked: 'Either way',
  isChecked: 'Checked',
  notChecked: 'Not checked yet',
  showing: (shown: number, total: number) => `${formatNumber(shown)} of ${formatNumber(total)} shown.`,
  fewer: (asked: number, total: number) =>
    `${formatNumber(asked)} predictions were asked for; ${formatNumber(total)} test rows leave room for an answer.`,
  markDifferences: 'Mark differences',
  legend: {
    shared: 'also in the reference',
    foreign: 'not in the reference',
    missing: 'key term that the tuned answer lacks',
  },
  rowName: (index: number) => `Test row ${formatNumber(index + 1)}`,
  rowLoss: (base: number, tuned: number) => `loss ${base.toFixed(3)} base, ${tuned.toFixed(3)} tuned`,
  scores: (recall: number, precision: number, ratio: number) =>
    `(key terms ${formatPercent(recall, 0)}, in the reference ${formatPercent(precision, 0)}, length ×${ratio.toFixed(1)})`,

  verdictOf: (model: Model, index: number) => `Your verdict on the ${models[model]} answer to test row ${index + 1}`,
  verdicts: {
    correct: 'Factually correct',
    underspecified: 'Underspecified',
    incorrect: 'Incorrect',
  },
  verdictKey: (key: number, name: string) => `${key} ${name}`,
  backToRule: '0 Back to the rule',
  byPerson: 'by a person',
  keysHint:
    'You can overrule the rule: press 1, 2 or 3 on an answer’s verdict (0 goes back), or click. Arrow up and down go to the next row.',
  undo: 'Undo last verdict',
  unsaved: 'This browser does not keep the verdicts: they are lost when the tab closes. Download the zip to keep them.',
  byRule: (share: number, total: number) => `${formatPercent(share, 0)} of ${formatNumber(total)} match by the rule`,
  byPersonCount: (checked: number, correct: number, underspecified: number, incorrect: number) =>
    `${formatNumber(checked)} checked by a person: ${formatNumber(correct)} factually correct, ${formatNumber(underspecified)} underspecified, ${formatNumber(incorrect)} incorrect`,
  nonePersonally: 'none checked by a person yet',

  ruleTitle: 'Advanced: the rule’s constants',
  ruleIntro:
    'Answers are judged anew at once; nothing is generated again. run.json and the report say which constants held.',
  ruleChanged: 'Other constants than the recipe’s rule are in use.',
  ruleReset: 'Back to the defaults',
  ruleDefault: (value: number) => `default ${value}`,
  ruleNames: {
    matchRecall: 'Matches: least share of the key terms',
    matchPrecision: 'Matches: least share of what it says that is in the reference',
    vaguePrecision: 'Too vague: least share that is in the reference',
    mixedRecall: 'Too vague, both: least share of the key terms',
    mixedPrecision: 'Too vague, both: least share that is in the reference',
    shortest: 'Least length against the reference',
    longest: 'Greatest length against the reference',
    negationShare: 'Negated words: share from which it says the opposite',
    loopWords: 'Loop: from this many words on',
    loopShare: 'Loop: at most this share of different words',
    commonShare: 'Set phrase: in more than this share of the training answers',
  },

  heatShow: 'Loss per token',
  heatHide: 'Hide loss per token',
  heatLive: 'Loss per token can be seen when a run of your own has ended.',
  heatMissing: 'Loss per token was not kept for this run.',
  heatLoading: 'Reading…',
  heatOf: 'Show',
  heatModes: { base: 'Base', tuned: 'Tuned', change: 'Change' },
  heatHint: 'Point at a token, or move along with the arrow keys.',
  heatLabel: {
    base: 'Loss of the base per token',
    tuned: 'Loss of the tuned model per token',
    change: 'Change of loss per token',
  },
  heatToken: (token: string, base: number, tuned: number, repeated: boolean) =>
    `${quoted(token)}: base ${nats(base)}, tuned ${nats(tuned)} nats (${formatPercent(Math.exp(-base), 0)} and ${formatPercent(Math.exp(-tuned), 0)} sure)${repeated ? ', in a repeated phrase' : ''}`,
  heatLegend: {
    base: 'Stronger tint and thicker line: higher loss, from under 0.1 to over 4 nats.',
    tuned: 'Stronger tint and thicker line: higher loss, from under 0.1 to over 4 nats.',
    change: 'Blue: tuning lowered the loss of this token; red: it raised it. Thicker line: more.',
  },
  heatColumns: {
    token: 'Token',
    base: 'Base (nats)',
    tuned: 'Tuned (nats)',
    change: 'Change',
    repeated: 'Repeated phrase',
  },
  heatChange: signed,
  heatYes: 'yes',
  heatNo: 'no',

  subtopics: 'By subtopic',
  subtopicsCaption:
    'Classes of the tuned model by the rule, overruled where a person checked; loss of the tuned model on these rows.',
  subtopicColumns: { subtopic: 'Subtopic', rows: 'Rows', loss: 'Tuned loss' },

  shareTitle: 'Share of answers that do not match, by length',
  shareY: 'Do not match (%)',
  shareOf: (wrong: number, all: number) => `${formatNumber(wrong)} of ${formatNumber(all)}`,
  classesShown: 'Answers counted',
  onlyWrong: 'Does not match',
  allClasses: 'All classes',
  finalNote: 'Where a person checked an answer, the person’s verdict counts.',
} as const;
