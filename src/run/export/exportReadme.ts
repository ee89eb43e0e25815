import { formatNumber } from '../../lib/format.ts';
import type { ExportFile } from './exportFile.ts';
import { type ExportForm, type ExportRequest, ggufFileName } from './exportRequest.ts';

/** README.md of an export: what each file is, and the exact lines that load it. */
export function exportReadme(request: ExportRequest, files: readonly ExportFile[]): string {
  const { model, adapter, forms, name } = request;
  const sections: Record<ExportForm, () => string> = {
    adapter: () => adapterLines(request),
    merged: mergedLines,
    'gguf-adapter': () => ggufAdapterLines(request),
    'gguf-f16': () => ggufLines(name, 'F16'),
    'gguf-q8_0': () => ggufLines(name, 'Q8_0'),
    nf4: nf4Lines,
  };
  return [
    `# ${name}`,
    adapter === null
      ? `${model.id} in other file formats, unchanged. Written by TabTune.`
      : `${model.id} with a LoRA adapter (rank ${adapter.lora.rank} on ${adapter.lora.targets.join(', ')}). Written by TabTune.`,
    `Licence: that of the base model (${model.licence ?? 'not stated in its files: look it up before you pass this on'}), and of the rows that the adapter was trained on.`,
    '| File | Bytes |\n|---|---|\n' +
      files.map(({ name: file, sizeBytes }) => `| \`${file}\` | ${formatNumber(sizeBytes)} |`).join('\n'),
    ...forms.map((form) => sections[form]()),
    '## Is it the same model?',
    '`golden.json`, where it was written, holds prompts with their token ids, the greedy answers and the ten highest logits of each answer token: ' +
      '`quantised` on the 4-bit base with the adapter, as in training, `merged` on 16-bit weights with the adapter added. ' +
      'A program that reads these files correctly gives the same tokens, up to the first near tie.',
  ]
    .join('\n\n')
    .concat('\n');
}

function adapterLines({ model, doubleQuant }: ExportRequest): string {
  return section('Adapter in PEFT (`adapter/`)', 'python', [
    'from peft import PeftModel',
    'from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig',
    '',
    `base = ${JSON.stringify(model.id)}`,
    `nf4 = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_use_double_quant=${doubleQuant ? 'True' : 'False'})`,
    'model = AutoModelForCausalLM.from_pretrained(base, quantization_config=nf4)  # or without it, in 16 bit',
    'model = PeftModel.from_pretrained(model, "adapter")',
    'tokenizer = AutoTokenizer.from_pretrained(base)',
  ]);
}

function mergedLines(): string {
  return section('Merged model in transformers (`merged/`)', 'python', [
    'from transformers import AutoModelForCausalLM, AutoTokenizer',
    '',
    'model = AutoModelForCausalLM.from_pretrained("merged", dtype="auto")',
    'tokenizer = AutoTokenizer.from_pretrained("merged")',
  ]);
}

function nf4Lines(): string {
  return section('The 4-bit base that the adapter was trained on (`nf4/`)', 'python', [
    'from transformers import AutoModelForCausalLM  # and bitsandbytes installed',
    '',
    'model = AutoModelForCausalLM.from_pretrained("nf4")',
  ]);
}

function ggufAdapterLines({ model, name }: ExportRequest): string {
  return section(`Adapter in llama.cpp (\`gguf/${name}-lora.gguf\`)`, 'sh', [
    `# base.gguf: any GGUF file of ${model.id}; the more bits, the closer`,
    `llama-cli -m base.gguf --lora gguf/${name}-lora.gguf --temp 0`,
    '# Ollama: put the base beside the adapter as gguf/base.gguf',
    `cd gguf && ollama create ${name} -f Modelfile-adapter && ollama run ${name}`,
  ]);
}

function ggufLines(name: string, type: 'F16' | 'Q8_0'): string {
  return section(`Merged model in llama.cpp and Ollama (${type})`, 'sh', [
    `llama-cli -m gguf/${ggufFileName(name, type)} --temp 0`,
    `cd gguf && ollama create ${name} -f Modelfile-${type.toLowerCase()} && ollama run ${name}`,
  ]);
}

function section(title: string, language: string, lines: readonly string[]): string {
  return [`## ${title}`, '', `\`\`\`${language}`, ...lines, '```'].join('\n');
}
