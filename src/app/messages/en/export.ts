import { formatBytes, formatDuration, formatNumber, formatPercent, formatPerplexity } from '../../../lib/format.ts';

/** Words of the Export place. */
export const exports = {
  title: 'Take the adapter with you',
  needsRun: 'There is nothing to take away yet.',
  needsRunIntro: 'The adapter and its files appear here when a training run has ended.',
  needsRunButton: 'Go to model and plan',
  barEmpty: 'Train first.',
  runName: (fileName: string, number: number, trials: number) =>
    trials > 1 ? `${fileName}, trial ${number} of ${trials}` : fileName,
  files: 'What you get',
  fileName: 'File',
  fileSize: 'Size',
  filePurpose: 'Purpose',
  purposes: {
    'adapter_model.safetensors': 'The numbers that were learned, as PEFT loads them',
    'last_adapter_model.safetensors': 'The adapter after the last step, where an earlier one did better',
    'adapter_config.json': 'Where they belong in the model',
    'README.md': 'Model card: data, settings, figures, limits',
    'run.json': 'Every setting, seed, step and answer',
    'train.jsonl': 'Your rows: train',
    'validation.jsonl': 'Your rows: validation',
    'test.jsonl': 'Your rows: test',
    'token_losses.jsonl': 'Your test answers token by token: what both models lost on each',
    'chat_template.jinja': 'How prompts are wrapped',
    'stop_strings.json': 'What ends an answer',
  } as Readonly<Record<string, string>>,
  purposeWithoutRows: 'Every setting, seed and step; no text of a row',
  rowsWarning:
    'The zip holds your rows: train.jsonl, validation.jsonl and test.jsonl, in token_losses.jsonl the test answers, and in run.json the questions that were answered. Think before you pass it on.',
  rowsLeftOut: 'Your rows are left out: no file holds a text of a row or an answer. The model card says so.',
  leaveOut: 'Leave my rows out of the zip',
  packing: 'Packing anew…',
  packFailed: 'The zip could not be made',

  check: 'Self-check',
  checkSame: 'Read back: same answers',
  checkDiffers: 'Read back: not the same',
  checkProblem: (problem: string) =>
    `The written files could not be read back: ${problem}. Train again before you rely on them.`,
  checkMissing: 'Not checked',
  checkFigures: (difference: number, rows: number, tokens: number) =>
    `The written files were read back and the adapter out of them loaded again: on ${formatNumber(rows)} test ${rows === 1 ? 'row' : 'rows'} (${formatNumber(tokens)} answer tokens) the largest difference of a row's loss is ${difference === 0 ? '0' : difference.toExponential(1)}.`,
  checkMissingWhy: 'This run was kept by a version that did not check its files.',

  use: 'Use it',
  needsBase: (base: string) => `This is an adapter: it needs ${base} beside it.`,
  demoBase: (base: string) =>
    `${base} is a demo model of this page, not on the Hub: put the path of its folder (public/models/${base}) in its place.`,
  python: 'Python (transformers, PEFT, bitsandbytes)',
  copy: 'Copy',
  copied: 'Copied',

  share: 'Share the result',
  shareIntro:
    'Perplexity before and after, number of rows, device, time and the training curve. No text of a row, no file name.',
  card: 'Copy result card',
  cardText: 'Copy as text',
  cardSaved: 'Saved as a PNG file, since this browser takes no pictures into its clipboard.',
  cardCopied: 'Copied as a picture',
  textCopied: 'Copied as text',
  copyFailed: 'The browser did not allow copying.',
  recipe: 'Copy recipe link, no data',
  recipeCopied: 'Link copied',
  recipeHint: 'The link opens Model and plan with the settings of this run. It holds no rows, columns or file names.',
  cardAlt: 'Preview of the result card',
  cardTitle: (model: string) => `${model}, fine-tuned in a browser tab`,
  cardBefore: (perplexity: number) => `${formatPerplexity(perplexity)} before`,
  cardAfter: (perplexity: number) => `${formatPerplexity(perplexity)} after`,
  cardArrow: (before: number, after: number) => `${formatPerplexity(before)} → ${formatPerplexity(after)}`,
  cardPerplexity: 'Perplexity on rows it never saw',
  cardChange: {
    fell: (share: number, low: number, high: number) =>
      `${formatPercent(share, 0)} lower, 95 % interval ${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)}`,
    rose: (share: number, low: number, high: number) =>
      `${formatPercent(share, 0)} higher, 95 % interval ${(low * 100).toFixed(0)}-${(high * 100).toFixed(0)}`,
    none: () => 'No measurable change',
  },
  cardRows: (train: number | null, test: number) =>
    train === null
      ? `${formatNumber(test)} test rows`
      : `${formatNumber(train)} rows trained on, ${formatNumber(test)} test rows`,
  cardDevice: (gpu: string, elapsedMs: number) => `${gpu}, ${formatDuration(elapsedMs)}`,
  cardSteps: (steps: number) => `Training loss, ${formatNumber(steps)} steps`,
  cardFoot: 'TabTune. Rows stayed on the computer. Research demonstration, not medical advice.',

  download: (sizeBytes: number) => `Download adapter .zip, ${formatBytes(sizeBytes)}`,
  downloading: 'Packing…',
  downloadFailed: 'The zip could not be made',
  barReady: 'The adapter is ready. It stays among your runs until you delete it.',
} as const;
