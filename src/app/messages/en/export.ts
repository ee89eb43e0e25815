import { formatBytes } from '../../../lib/format.ts';

/** Words of the Export place. */
export const exports = {
  title: 'Take the adapter with you',
  needsRun: 'There is nothing to take away yet.',
  needsRunIntro: 'The adapter and its files appear here when a training run has ended.',
  needsRunButton: 'Go to model and plan',
  barEmpty: 'Train first.',
  files: 'What you get',
  filesIntro: (base: string) => `This is an adapter: it needs the base model ${base} beside it.`,
  fileName: 'File',
  fileSize: 'Size',
  filePurpose: 'Purpose',
  purposes: {
    'adapter_model.safetensors': 'The numbers that were learned, as PEFT loads them',
    'adapter_config.json': 'Where they belong in the model',
    'README.md': 'Model card: data, settings, figures, limits',
    'run.json': 'Every setting, seed and step',
    'train.jsonl': 'Your rows: train',
    'validation.jsonl': 'Your rows: validation',
    'test.jsonl': 'Your rows: test',
    'chat_template.jinja': 'How prompts are wrapped',
    'stop_strings.json': 'What ends an answer',
  } as Readonly<Record<string, string>>,
  rowsWarning: 'The zip holds your rows: train.jsonl, validation.jsonl, test.jsonl.',
  download: (sizeBytes: number) => `Download adapter .zip (${formatBytes(sizeBytes)})`,
  downloading: 'Packing…',
  downloadFailed: 'The zip could not be made',
  barReady: 'The adapter is ready. It stays in this tab until you download it.',
} as const;
