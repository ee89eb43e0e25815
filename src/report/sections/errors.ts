import { lengthBins } from '../../lib/chart/lengthBins.ts';
import { formatNumber, formatPercent } from '../../lib/format.ts';
import type { JudgedClass, PredictionRecord } from '../../run/events.ts';
import type { RunRecord } from '../../run/record.ts';
import type { AnswerModel, RuleAgreement } from '../../run/review/reviewRecord.ts';
import { type Block, type Figure, heading, type Paragraph, paragraph, type Table } from '../document.ts';
import { classFigure } from '../figures/classFigure.ts';
import { type LengthRow, lengthFigure } from '../figures/lengthFigure.ts';
import { isChecked } from '../judged.ts';
import { CLASSES, countText } from './words.ts';

type KappaEstimate = RuleAgreement['kappa'];

const KEYS = ['matches', 'vague', 'wrong'] as const;
const NAMES = ['Matches reference', 'Too vague', 'Does not match'] as const;

/** What the predictions were judged to be, by class, by subtopic and by length. */
export function errorsSection(run: RunRecord): Block[] {
  const { predictions, config } = run;
  const total = predictions.length;
  if (total === 0) {
    const why = config.predictions === 0 ? 'No predictions were asked for.' : 'No prediction was made.';
    return [heading(2, 'Error analysis', 'errors'), paragraph(`${why} There are no errors to look at.`)];
  }
  const fewer =
    total < config.predictions
      ? ` ${formatNumber(config.predictions)} were asked for; the test part has no more, or the rest was skipped.`
      : '';
  const wrong = predictions.filter(({ judged }) => judged.tuned.class === 'wrong').length;
  return [
    heading(2, 'Error analysis', 'errors'),
    paragraph(
      `${formatNumber(total)} test rows were answered by both models, greedily, and each answer was put beside its reference.${fewer}`,
    ),
    paragraph({ strong: judges(run) }, RULE),
    ...agreement(run),
    classTable(run),
    classBars(run),
    ...strataTable(predictions),
    ...(wrong === 0
      ? [
          paragraph(
            `No mismatches among ${formatNumber(total)} answers of the tuned model, so there are no lengths to show.`,
          ),
        ]
      : [lengths(predictions)]),
    reasonTable(run),
  ];
}

function judges({ people, predictions }: RunRecord): string {
  const checked = (model: AnswerModel) => people?.checks.filter((check) => check.model === model).length ?? 0;
  const [base, tuned] = [checked('base'), checked('tuned')];
  if (base + tuned === 0) return 'Judged by a text rule, not by a clinician.';
  return (
    `Judged by a text rule, and by a person who checked ${formatNumber(tuned)} answers of the tuned model and ${formatNumber(base)} of the base ` +
    `(of ${formatNumber(predictions.length)} each), whose word stands.`
  );
}

/** How far people agree with one another and with the rule. */
function agreement({ people }: RunRecord): Paragraph[] {
  if (people === undefined) return [];
  const { agreement: reviewed, checksAndRule } = people;
  const sentences = [
    ...(reviewed?.between
      ? [
          `${formatNumber(reviewed.reviewers.length)} reviewers on ${formatNumber(reviewed.judgedByAll)} answers: ${kappaText(reviewed.between)}.`,
        ]
      : []),
    ...(reviewed?.rule
      ? [
          `The rule beside most of the reviewers, ${formatNumber(reviewed.rule.answers)} answers: ${kappaText(reviewed.rule.kappa)}.`,
        ]
      : []),
    ...(checksAndRule
      ? [
          `The rule beside the person who checked, ${formatNumber(checksAndRule.answers)} answers: ${kappaText(checksAndRule.kappa)}.`,
        ]
      : []),
  ];
  return sentences.length === 0 ? [] : [paragraph(`Agreement. ${sentences.join(' ')}`)];
}

function kappaText({ kind, kappa: value, interval }: KappaEstimate): string {
  const name = kind === 'cohen' ? 'Cohen’s kappa' : 'Fleiss’ kappa';
  if (value === null) return `${name} is not defined, since all said the same`;
  const ends = interval === null ? '' : ` (95 % interval ${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`;
  return `${name} ${value.toFixed(2)}${ends}`;
}

const RULE =
  ' It compares the words of an answer with those of its reference: key terms that are there or missing, numbers and negations that contradict, length, loops, a cut at the limit. ' +
  'It knows no synonyms and no facts, so a right answer in other words counts as one that does not match.';

function classTable({ predictions, judging, fewShot }: RunRecord): Table {
  const total = predictions.length;
  const models = [
    { name: 'Base', counts: judging.base, of: total },
    ...(fewShot && fewShot.answers.length > 0
      ? [{ name: 'Base with examples', counts: fewShot.judging, of: fewShot.answers.length }]
      : []),
    { name: 'Tuned', counts: judging.tuned, of: total },
  ];
  return {
    kind: 'table',
    caption: `Classes of ${formatNumber(total)} answers`,
    columns: [
      { name: 'Class' },
      { name: 'In the published report' },
      ...models.map(({ name }) => ({ name, align: 'right' as const })),
    ],
    rows: CLASSES.map(({ key, name, report }) => ({
      cells: [name, report, ...models.map(({ counts, of }) => countText(counts[key], of))],
    })),
  };
}

function classBars({ judging, predictions }: RunRecord): Figure {
  const counts = (model: 'base' | 'tuned') =>
    [judging[model].matches, judging[model].vague, judging[model].wrong] as const;
  return {
    kind: 'figure',
    id: 'classes',
    title: 'Answers by class.',
    description: `Of ${formatNumber(predictions.length)} answers of each model: full, those that match the reference; pale, too vague; empty, those that do not match.`,
    draw: (width) =>
      classFigure(
        [
          { name: 'Tuned', model: 'tuned', counts: counts('tuned') },
          { name: 'Base', model: 'base', counts: counts('base') },
        ],
        width,
        NAMES,
      ),
    // The table above has these figures.
    table: null,
  };
}

/** Counts by subtopic (the column that the split was balanced by); nothing where there is only one. */
function strataTable(predictions: readonly PredictionRecord[]): Table[] {
  const names = [...new Set(predictions.map(({ stratum }) => stratum))].filter((name) => name !== null);
  if (names.length < 2) return [];
  const rows = names.map((name) => {
    const inside = predictions.filter(({ stratum }) => stratum === name);
    const count = (key: JudgedClass) => inside.filter(({ judged }) => judged.tuned.class === key).length;
    return { name, total: inside.length, counts: KEYS.map(count) };
  });
  rows.sort((a, b) => b.total - a.total || a.name.localeCompare(b.name, 'en'));
  return [
    {
      kind: 'table',
      caption: 'Answers of the tuned model by subtopic',
      columns: [
        { name: 'Subtopic' },
        { name: 'Answers', align: 'right' },
        ...NAMES.map((name) => ({ name, align: 'right' as const })),
      ],
      rows: rows.map(({ name, total, counts }) => ({
        cells: [name, formatNumber(total), ...counts.map((count) => countText(count, total))],
      })),
    },
  ];
}

/** Bins of the lengths of the tuned model's answers: those that do not match, and all. */
export function lengthRows(predictions: readonly PredictionRecord[]): LengthRow[] {
  const all = predictions.map(({ tuned }) => tuned.tokens);
  const wrong = predictions.filter(({ judged }) => judged.tuned.class === 'wrong').map(({ tuned }) => tuned.tokens);
  const longest = Math.max(...all);
  const bins = lengthBins(all, longest);
  return lengthBins(wrong, longest).map(({ low, high, count }, i) => ({
    low,
    high,
    wrong: count,
    all: bins[i]?.count ?? 0,
  }));
}

function lengths(predictions: readonly PredictionRecord[]): Figure {
  const rows = lengthRows(predictions);
  const wrong = rows.reduce((sum, row) => sum + row.wrong, 0);
  return {
    kind: 'figure',
    id: 'lengths',
    title: 'Lengths of the answers that do not match.',
    description: `${formatNumber(wrong)} of ${formatNumber(predictions.length)} answers of the tuned model, by their length in tokens; below, which share of all answers of that length they are.`,
    draw: (width) => lengthFigure(rows, width),
    table: {
      kind: 'table',
      caption: 'Answers of the tuned model by length',
      columns: [
        { name: 'Tokens' },
        { name: 'Do not match', align: 'right' },
        { name: 'All answers', align: 'right' },
        { name: 'Share', align: 'right' },
      ],
      rows: rows.map(({ low, high, wrong: count, all }) => ({
        cells: [
          `${formatNumber(low)} to ${formatNumber(high - 1)}`,
          formatNumber(count),
          formatNumber(all),
          all === 0 ? '–' : formatPercent(count / all, 0),
        ],
      })),
    },
  };
}

const REASONS: Readonly<Record<PredictionRecord['judged']['tuned']['reason'], string>> = {
  empty: 'nothing was said',
  repeatsQuestion: 'only the question again',
  negation: 'says yes where the reference says no, or the other way round',
  numbers: 'other numbers than the reference',
  loops: 'the same words over and over',
  covers: 'has the key terms of the reference',
  cut: 'cut at the length limit',
  short: 'much shorter than the reference',
  missing: 'key terms of the reference are missing',
  adds: 'much longer than the reference',
  different: 'other words than the reference',
};

export const reasonText = (reason: keyof typeof REASONS): string => REASONS[reason];

function reasonTable(run: RunRecord): Table {
  const decided = run.predictions.map(({ index, judged: { tuned } }) => ({
    class: tuned.class,
    reason: isChecked(run, index, 'tuned') ? 'a person said so' : reasonText(tuned.reason),
  }));
  const groups = CLASSES.flatMap(({ key, name }) =>
    [...new Set(decided.filter((one) => one.class === key).map(({ reason }) => reason))].map((reason) => ({
      name,
      reason,
      count: decided.filter((one) => one.class === key && one.reason === reason).length,
    })),
  );
  return {
    kind: 'table',
    caption: `What decided, ${formatNumber(decided.length)} answers of the tuned model`,
    columns: [{ name: 'Class' }, { name: 'Reason' }, { name: 'Answers', align: 'right' }],
    rows: groups.map(({ name, reason, count }) => ({ cells: [name, reason, countText(count, decided.length)] })),
  };
}
