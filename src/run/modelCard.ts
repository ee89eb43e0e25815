import type { Estimate } from '../evaluate/bootstrap.ts';
import { formatNumber, formatPerplexity } from '../lib/format.ts';
import { pythonUsage } from '../lib/pythonUsage.ts';
import { SETTING_KEYS, settingOf } from './config.ts';
import type { EvaluationRecord } from './events.ts';
import type { RunRecord } from './record.ts';
import { TRIAL_TABLE_NOTE, trialTable } from './trialText.ts';
import { changeText, classesText, examplesText, outsideText, verdictText, winsText, worthText } from './verdictText.ts';

export interface ModelCardOptions {
  /** The base wraps prompts in a chat template, which lies beside. */
  readonly chatTemplate: boolean;
  readonly rowsLeftOut?: boolean;
}

/**
 * README.md of the adapter's folder, with the front matter that the Hugging Face Hub reads. It says what the adapter was made
 * from, with which settings, how it measures against its base, and what it must not be used for. It quotes no row.
 */
export function modelCard(run: RunRecord, { chatTemplate, rowsLeftOut = false }: ModelCardOptions): string {
  return [
    frontMatter(run),
    `# LoRA adapter for ${run.base.id}`,
    purpose(run),
    '## How it measures',
    comparison(run),
    ...answers(run),
    ...trials(run),
    '## Limits',
    limits(run),
    '## Data',
    data(run),
    ...(rowsLeftOut ? [ROWS_LEFT_OUT] : []),
    '## Settings',
    settings(run),
    '## Use',
    usage(run, chatTemplate),
  ]
    .join('\n\n')
    .concat('\n');
}

const ROWS_LEFT_OUT =
  'The rows themselves were left out of this folder: there is no train.jsonl, validation.jsonl, test.jsonl or token_losses.jsonl, and run.json holds no text of a row or an answer.';

function frontMatter({ base }: RunRecord): string {
  return [
    '---',
    `base_model: ${JSON.stringify(base.id)}`,
    'library_name: peft',
    'pipeline_tag: text-generation',
    ...(base.licence === null ? [] : [`license: ${base.licence}`]),
    'tags:',
    '- lora',
    '- qlora',
    '- tabtune',
    '---',
  ].join('\n');
}

function purpose({ base, config, status, training, versions, start }: RunRecord): string {
  const stopped =
    status === 'stopped' && training.steps.length < training.totalSteps
      ? ` The run was stopped early, after step ${training.steps.length} of ${training.totalSteps}.`
      : '';
  const begun =
    start === undefined
      ? ''
      : ` Training went on from the adapter \`${start.name}\`${start.baseModel === null ? '' : `, made for \`${start.baseModel}\``} (fingerprint \`${start.fingerprint}\`).`;
  return (
    `A LoRA adapter (rank ${config.rank}, alpha ${config.alpha}, on ${config.targets.join(', ')}) for \`${base.id}\`, trained on a table of questions and ` +
    `answers with QLoRA (4-bit NF4 base${config.doubleQuant ? ', double quantisation' : ''}) by TabTune ${versions['tabtune'] ?? ''}.${begun}${stopped} ` +
    `It holds the changes only: the base model is needed beside it.`
  );
}

function comparison({ evaluation, validation, repeated, fewShot, training }: RunRecord): string {
  const { base, tuned, comparison: compared, outside } = evaluation;
  const row = (name: string, { loss, perplexity }: EvaluationRecord, { low, high }: Estimate) => {
    const interval = `${formatPerplexity(Math.exp(low))} to ${formatPerplexity(Math.exp(high))}`;
    return `| ${name} | ${loss.toFixed(4)} | ${formatPerplexity(perplexity)} | ${interval} |`;
  };
  return [
    verdictText(compared),
    '',
    `On ${formatNumber(tuned.rows)} test rows that were never trained on (${formatNumber(tuned.tokens)} answer tokens):`,
    '',
    '| Model | Test loss | Perplexity | 95 % interval |',
    '|---|---|---|---|',
    row('base', base, compared.base),
    ...(fewShot ? [row(`base, ${examplesText(fewShot.shots)} in the prompt`, fewShot, fewShot.comparison.base)] : []),
    row('tuned', tuned, compared.tuned),
    '',
    ...(fewShot ? [`Against the base with examples in the prompt: ${worthText(fewShot.comparison)}`, ''] : []),
    `${winsText(compared)}. Intervals: paired bootstrap over rows, ${formatNumber(compared.resamples)} resamples, seed ${compared.seed}.`,
    '',
    ...(repeated && repeated.sharing > 0 && outside
      ? [
          `${formatNumber(repeated.sharing)} of ${formatNumber(repeated.answers)} training answers share phrases of ${repeated.rule.words} or more words. ${outsideText(outside)}`,
          '',
        ]
      : []),
    ...(validation
      ? [
          `On the ${formatNumber(validation.tuned.rows)} validation rows, which chose the adapter: ${changeText(validation.comparison)}.`,
          '',
        ]
      : []),
    `Loss is in nats per answer token over all rows; perplexity is its exponential. They measure how well the answers are foreseen, not whether they are true. ` +
      `Final training loss (mean of the last ten steps): ${training.finalTrainingLoss.toFixed(4)}. The adapter is that of step ${training.adapterStep}.`,
  ].join('\n');
}

function answers({ predictions, judging, people }: RunRecord): string[] {
  if (predictions.length === 0) return [];
  return [
    `Of ${formatNumber(predictions.length)} answers to test rows: base ${classesText(judging.base)}; tuned ${classesText(judging.tuned)}. ` +
      'Judged by a text rule on the words of answer and reference, not by a clinician.',
    ...(people ? [peopleText(people)] : []),
  ];
}

function peopleText({ checks, checked, sheets, agreement }: NonNullable<RunRecord['people']>): string {
  const { correct, underspecified, incorrect } = checked.tuned;
  const said = `${formatNumber(correct)} factually correct, ${formatNumber(underspecified)} underspecified, ${formatNumber(incorrect)} incorrect`;
  const between = agreement?.between;
  return [
    ...(checks.length > 0
      ? [`A person checked ${formatNumber(checks.length)} answers; of the tuned model's: ${said}.`]
      : []),
    ...(sheets.length > 0 ? [`${counted(sheets.length, 'reviewer')} judged answers.`] : []),
    ...(between?.kappa != null
      ? [
          `Their ${between.kind === 'cohen' ? "Cohen's" : "Fleiss'"} kappa on ${formatNumber(between.items)} answers: ${between.kappa.toFixed(2)}.`,
        ]
      : []),
  ].join(' ');
}

function trials({ trials: grid }: RunRecord): string[] {
  if (grid === undefined) return [];
  const [header = [], ...rows] = trialTable(grid);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    '## Trials',
    [
      `The best of ${formatNumber(grid.list.length)} trials on the same rows: trial ${grid.best}.`,
      '',
      line(header),
      line(header.map(() => '---')),
      ...rows.map(line),
      '',
      TRIAL_TABLE_NOTE,
    ].join('\n'),
  ];
}

function limits({ config, data: { parts, origin }, base }: RunRecord): string {
  const rows = config.where.length > 0 ? `rows with ${config.where.join(' and ')}` : 'the rows of one table';
  const domain = origin.kind === 'csv' ? rows : `the rows of ${origin.files.join(', ')}`;
  return [
    `- Domain covered: ${domain} (${formatNumber(parts.train.rows)} training rows), asked in the same form. Anything else is outside of what it learned.`,
    '- Its answers have not been checked by clinicians or other experts. They can be wrong, out of date or invented, and read well all the same.',
    '- Not medical advice. A research demonstration: for symptoms you have, contact a clinician.',
    `- Licence: that of the base model (${base.licence ?? 'not stated in its folder: look it up before you pass the adapter on'}) and of the rows it was trained on.`,
  ].join('\n');
}

function data({ data: { fingerprint, origin, parts }, config }: RunRecord): string {
  const count = (name: 'train' | 'validation' | 'test') =>
    `| ${name} | ${formatNumber(parts[name].rows)} | ${formatNumber(parts[name].tokens)} | ${formatNumber(parts[name].supervisedTokens)} |`;
  const split =
    origin.kind === 'jsonl'
      ? 'as given'
      : config.stratify === null
        ? 'at random'
        : `kept balanced by \`${config.stratify}\``;
  return [
    `Source: ${origin.files.map((file) => `\`${file}\``).join(', ')}. Fingerprint of the three parts: \`${fingerprint}\`. Split ${split}, seed ${config.seed}.` +
      (origin.kind === 'csv'
        ? ` Left out: ${counted(origin.left.duplicates, 'duplicate')}, ${counted(origin.left.empty, 'row')} without prompt or answer.`
        : ''),
    '',
    '| Part | Rows | Tokens | Answer tokens |',
    '|---|---|---|---|',
    count('train'),
    count('validation'),
    count('test'),
  ].join('\n');
}

function settings({ config, gpu }: RunRecord): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const rows = SETTING_KEYS.map((key) => {
    const setting = settingOf(key);
    const value = setting.write(config[key]).join(' ');
    return `| ${setting.label} | ${value === '' ? '-' : `\`${cell(value)}\``} |`;
  });
  return [
    '| Setting | Value |',
    '|---|---|',
    ...rows,
    '',
    `GPU: ${gpu.name}${gpu.software ? ' (software)' : ''}. All steps are in \`run.json\`.`,
  ].join('\n');
}

function usage({ base, config }: RunRecord, chatTemplate: boolean): string {
  return [
    '```python',
    pythonUsage({ base: base.id, doubleQuant: config.doubleQuant, prompt: config.prompt, chatTemplate }),
    '```',
    '',
    `${chatTemplate ? 'The prompt form is in `chat_template.jinja`; generation' : 'Generation'} ends at the strings of \`stop_strings.json\`.`,
  ].join('\n');
}

function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}
