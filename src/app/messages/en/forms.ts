import { formatBytes, formatDuration, formatNumber } from '../../../lib/format.ts';

/** Words of Export's other forms. */
export const forms = {
  title: 'Other forms',
  intro: (base: string) =>
    `For programs that do not load adapters, or want another file format. The adapter is added to ${base} in full precision and rounded once. Each comes with a README.md that says how to load it.`,
  form: 'Form',
  for: 'For',
  size: 'Size',
  names: {
    adapter: 'Adapter',
    merged: 'Merged model, safetensors',
    'gguf-adapter': 'Adapter as GGUF',
    'gguf-f16': 'Merged model as GGUF, F16',
    'gguf-q8_0': 'Merged model as GGUF, Q8_0',
    nf4: 'The base in 4 bits',
  },
  purposes: {
    adapter: 'PEFT',
    merged: 'transformers, vLLM, and whatever reads a model folder of the Hugging Face Hub',
    'gguf-adapter': 'llama.cpp (--lora) and Ollama, beside a GGUF file of the base',
    'gguf-f16': 'llama.cpp, Ollama and LM Studio, every digit kept',
    'gguf-q8_0': 'llama.cpp, Ollama and LM Studio, half the size, almost the same answers',
    nf4: 'transformers with bitsandbytes: what the adapter was trained on, without the adapter',
  },
  save: 'Save',
  saveOne: (name: string) => `Save: ${name}`,
  refused: 'Not from this model',
  planning: 'Looking at the model…',
  planFailed: 'The other forms cannot be made',
  doubt: 'Is this the right base?',
  missing: (model: string) => `${model} is needed for this and is no longer open`,
  missingHint: 'A model of your own is read where it lies, and a page that was reloaded has to ask for it again.',
  openFolder: 'Choose its folder',
  openGguf: 'Choose its GGUF file',
  opening: 'Reading the model…',
  as: 'Save as',
  asKinds: { folder: 'Folder', zip: 'One zip' },
  asDownload: (memory: boolean) =>
    memory
      ? 'This browser hands out one zip, made in memory: up to 1 GB.'
      : 'This browser hands out one zip. It is made in the storage that it gives this page, so there must be room for it twice.',
  dtype: 'Weights of the merged safetensors',
  dtypes: { F16: 'F16', BF16: 'BF16' },
  golden: 'Add golden.json: three questions with the answers that the files must give',
  goldenHint: 'The merged model answers on the GPU, in 16 bits: it needs room for that.',
  goldenLeftOut: (problem: string) => `golden.json was left out: ${problem}`,
  running: 'A run is under way. The other forms can be saved when it has ended.',
  loading: (detail: string) => (detail === '' ? 'Loading the merged model' : `Loading the merged model: ${detail}`),
  asking: 'Asking the merged model',
  writing: (file: string) => `Writing ${file}`,
  preparing: 'Preparing',
  questions: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)} questions`,
  written: (done: number, total: number, remainingMs: number | null) =>
    `${formatBytes(done)} of ${formatBytes(total)}${remainingMs === null ? '' : `, about ${formatDuration(remainingMs)} left`}`,
  cancel: 'Cancel',
  cancelling: 'Stopping…',
  cancelled: 'Stopped. Nothing of it was kept.',
  failed: (name: string) => `${name} was not saved`,
  saved: (name: string, sizeBytes: number) => `Saved ${name}, ${formatBytes(sizeBytes)}.`,
  handedOver: (name: string, sizeBytes: number) =>
    `${name}, ${formatBytes(sizeBytes)}, was handed to the browser's downloads. Keep this tab open until it has arrived.`,
} as const;
