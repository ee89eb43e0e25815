import { basename, resolve } from 'node:path';
import { formatBytes } from '../../lib/format.ts';
import { exportFiles } from '../../run/export/exportFiles.ts';
import { EXPORT_FORMS } from '../../run/export/exportRequest.ts';
import { pooledSource } from '../../run/quantisePool.ts';
import { asStored } from '../../run/storedQuantisation.ts';
import { openAdapter } from '../adapterFolder.ts';
import type { Args } from '../args.ts';
import type { Command } from '../command.ts';
import { openModelArgument } from '../diskModel.ts';
import { checkExportFolder, writeExport } from '../exportFolder.ts';
import { cliGoldenFile, goldenPrompts } from '../exportGolden.ts';
import { adapterDoubleQuant, exportDtype, exportForms, exportName, shardBytes } from '../exportPlan.ts';
import { EXIT_DONE, type Io } from '../io.ts';
import { DEVICE_OPTION, HELP_OPTION, type Option, settingOptions } from '../options.ts';
import { ProgressBar } from '../progressBar.ts';
import { cliQuantisePool } from '../quantiseThreads.ts';

const FILES = 'Files';
const FORMS = 'Forms';
const GOLDEN = 'golden.json';

const OPTIONS: readonly Option[] = [
  {
    flag: 'adapter',
    kind: 'value',
    value: 'DIR',
    section: FILES,
    help: 'Folder of a PEFT LoRA adapter. Left out: the base model in other forms.',
  },
  {
    flag: 'out',
    kind: 'value',
    value: 'DIR',
    section: FILES,
    help: 'Folder for the files; made when it is not there.',
  },
  {
    flag: 'name',
    kind: 'value',
    value: 'NAME',
    section: FILES,
    help: 'What the GGUF files are called. [default: model and adapter folder]',
  },
  { flag: 'force', kind: 'switch', section: FILES, help: 'Replace the files of an earlier export in --out.' },
  {
    flag: 'form',
    kind: 'value',
    value: 'NAMES',
    section: FORMS,
    help: `Out of ${EXPORT_FORMS.join(', ')}. [default: all but nf4, the 4-bit base]`,
  },
  {
    flag: 'dtype',
    kind: 'value',
    value: 'auto|f16|bf16|f32',
    section: FORMS,
    help: 'Type of the merged safetensors. [default auto: that of the base, else f16]',
  },
  {
    flag: 'shard-size',
    kind: 'value',
    value: 'SIZE',
    section: FORMS,
    help: 'Largest safetensors file, like 5GB or 500MB. [default 5GB]',
  },
  {
    flag: 'golden',
    kind: 'value',
    value: 'N',
    section: GOLDEN,
    help: 'Tokens of each answer in golden.json; 0 leaves the file out and needs no GPU. [0 to 64; default 16]',
  },
  {
    flag: 'prompts',
    kind: 'value',
    value: 'FILE.jsonl',
    section: GOLDEN,
    help: 'Ask the "prompt" of each line, at most 20, in place of the built-in questions.',
  },
];

export const exportCommand: Command = {
  name: 'export',
  summary: 'Write the tuned model for other programs: PEFT adapter, merged safetensors, GGUF for llama.cpp and Ollama.',
  usage: ['tabtune export --model NAME --adapter DIR --out DIR [flags]'],
  options: [...OPTIONS, ...settingOptions(['model']), DEVICE_OPTION, HELP_OPTION],
  notes: [
    'The adapter is added to the unquantised base in f32 and rounded once. golden.json holds prompts with the greedy answers that the files must give.',
  ],
  run: exportModel,
};

async function exportModel(args: Args, io: Io): Promise<number> {
  const out = resolve(io.cwd, args.need('out', 'Name a folder.'));
  checkExportFolder(out, { where: `--out ${args.get('out')}`, force: args.has('force') });
  const folder = args.get('adapter');
  const forms = exportForms(args, folder !== null);
  const [dtype, maxShardBytes, prompts] = [exportDtype(args), shardBytes(args), await goldenPrompts(args, io)];
  const opened = await openModelArgument(args.config(['model']).model, io);
  const pool = cliQuantisePool();
  const model = { ...opened, tensors: pooledSource(opened.tensors, pool) };
  const adapter = folder === null ? null : await openAdapter('adapter', folder, model, io);
  const { doubleQuant } = asStored({ doubleQuant: adapterDoubleQuant(folder, io.cwd) }, model);
  const name = exportName(args, folder, model.id);
  const request = { model, adapter, forms, name, dtype, maxShardBytes, doubleQuant };
  const files = exportFiles(request);

  const bar = new ProgressBar(io);
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const stop = new AbortController();
  const release = io.onInterrupt(() => stop.abort());
  try {
    const golden =
      prompts === null ? [] : [await cliGoldenFile(prompts, request, { io, device: args.get('device') ?? 'auto' })];
    const show = (file: { name: string }, done: number) =>
      bar.draw('Writing', Math.min(done, total), total, basename(file.name));
    await writeExport(out, [...files, ...golden], show, stop.signal);
    bar.clear();
    for (const { name: file, sizeBytes } of [...files, ...golden])
      io.out(`${formatBytes(sizeBytes).padStart(9)}  ${file}\n`);
    io.out(`in ${out}; README.md says how to load each.\n`);
    return EXIT_DONE;
  } finally {
    bar.clear();
    pool.close();
    release();
  }
}
