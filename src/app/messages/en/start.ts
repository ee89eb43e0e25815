/** Words of the start page. */
export const start = {
  title: 'Fine-tune a language model on your spreadsheet.',
  intro: "It runs on this computer's GPU. Your rows are never uploaded.",
  sampleTitle: 'Start from an example',
  sampleHint: 'A small spreadsheet of health questions and answers, written for this page. No account.',
  sample: 'Try the sample',
  dropTitle: 'Drop a CSV or JSONL',
  dropHint: 'One row per example, with a header line: a column to ask from, a column to answer with.',
  choose: 'Choose file',
  steps: [
    ['Choose rows', 'Filter them, see one as the model meets it, and split them in three.'],
    ['Train', 'A small adapter learns on top of a frozen 4-bit model while you watch the loss.'],
    ['Compare', 'Base and tuned model on rows neither has seen. Then take the adapter with you.'],
  ],
  stepsTitle: 'What happens then',
  goOn: (fileName: string) => `${fileName} is open.`,
  goOnButton: 'Go on with it',
} as const;
