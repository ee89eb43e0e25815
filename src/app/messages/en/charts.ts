import { formatDuration, formatNumber } from '../../../lib/format.ts';

/** Words of what charts have in common: the loss chart of Train and Results, and the menu that takes a chart away. */
export const charts = {
  loss: {
    title: 'Training loss',
    xAxes: {
      step: 'Optimizer step',
      epoch: 'Epoch (pass over the training rows)',
      tokens: 'Tokens trained on',
      time: 'Training time',
    },
    yAxis: 'Loss (nats per token, lower is better)',
    yAxisLog: 'Loss (nats per token, log scale, lower is better)',
    step: 'Step',
    atX: (kind: 'epoch' | 'tokens' | 'time', value: number) =>
      ({
        epoch: () => `epoch ${formatNumber(value, 2)}`,
        tokens: () => `${formatNumber(value)} tokens`,
        time: () => formatDuration(value),
      })[kind](),
    training: 'training',
    smoothed: 'smoothed',
    validation: 'validation',
    base: 'base',
    cursor: 'Loss at a step',
    saved: 'checkpoint',
    notFinite: 'not finite',
    line: 'Line',
    lines: { both: 'Both', raw: 'Raw', smoothed: 'Smoothed' },
    scale: 'Loss axis',
    scales: { linear: 'Linear', log: 'Log' },
    over: 'Over',
    kinds: { step: 'Steps', epoch: 'Epochs', tokens: 'Tokens', time: 'Time' },
    caption: (part: 'test' | 'validation' | null, marks: { checkpoints: boolean; broken: boolean; best: boolean }) =>
      [
        part === null ? '' : `Dashed: the base model on the ${part} rows.`,
        'Pale: every step. Solid: smoothed over about ten steps.',
        marks.best ? 'Ring: the best validation.' : '',
        marks.checkpoints ? 'Triangles: checkpoints.' : '',
        marks.broken ? 'Crosses: steps that were not finite.' : '',
      ]
        .filter((sentence) => sentence !== '')
        .join(' '),
    columns: {
      step: 'Step',
      epoch: 'Epoch',
      tokens: 'Tokens so far',
      time: 'Training time (ms)',
      loss: 'Training loss (nats per token)',
      validation: 'Validation loss (nats per token)',
    },
  },
  perplexity: {
    title: 'Perplexity of base and tuned model',
    columns: ['Rows', 'Model', 'Loss (nats per token)', 'Loss, low end', 'Loss, high end', 'Perplexity'],
  },
  lengths: { from: 'From (tokens)', to: 'To (tokens)', all: 'All answers' },
  menu: {
    open: 'Save this figure',
    png: 'Picture (PNG)',
    svg: 'Drawing (SVG)',
    csv: 'Figures (CSV)',
    failed: 'The picture could not be made.',
  },
} as const;
