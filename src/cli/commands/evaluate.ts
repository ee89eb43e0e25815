import { basename, resolve } from 'node:path';
import { fromJsonl } from '../../data/jsonlParts.ts';
import { cutRow, encodeExamples } from '../../data/tokens.ts';
import { parseModelConfig } from '../../engine/model/config.ts';
import { capacityFor } from '../../engine/train/batches.ts';
import { evaluateLoss } from '../../evaluate/loss.ts';
import { spread } from '../../run/limitRows.ts';
import { checkLength } from '../../run/openEngine.ts';
import { asStored } from '../../run/storedQuantisation.ts';
import { createTokenizer } from '../../text/tokenizer.ts';
import { openAdapter } from '../adapterFolder.ts';
import type { Args } from '../args.ts';
import type { Command } from '../command.ts';
import { openModelArgument } from '../diskModel.ts';
import { readJsonlInput } from '../files.ts';
import { withEngine } from '../inferenceEngine.ts';
import { EXIT_DONE, type Io, printLine } from '../io.ts';
import { DEVICE_OPTION, HELP_OPTION, JSON_OPTION, settingOptions } from '../options.ts';

const SETTINGS = ['model', 'doubleQuant', 'limit', 'maxLength'] as const;
/** Rows measured together; the figures do not depend on it. */
const ROWS_TOGETHER = 8;

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'Measure loss and perplexity of a model, with or without an adapter, on the rows of a JSONL file.',
  usage: ['tabtune evaluate --model NAME [--adapter DIR] --data FILE.jsonl [flags]'],
  options: [
    {
      flag: 'data',
      kind: 'value',
      value: 'FILE.jsonl',
      section: 'Files',
      help: 'Rows with "prompt" and "completion".',
    },
    {
      flag: 'adapter',
      kind: 'value',
      value: 'DIR',
      section: 'Files',
      help: 'Folder of a PEFT LoRA adapter. Left out: the base model.',
    },
    ...settingOptions(SETTINGS),
    DEVICE_OPTION,
    JSON_OPTION,
    HELP_OPTION,
  ],
  notes: ['Prints one JSON line: loss in nats per answer token over all rows, perplexity, tokens, rows.'],
  run: evaluate,
};

async function evaluate(args: Args, io: Io): Promise<number> {
  const settings = args.config(SETTINGS);
  const { model: spec, limit, maxLength } = settings;
  const path = resolve(io.cwd, args.need('data', 'Name a JSONL file.'));
  const examples = spread(
    fromJsonl(await readJsonlInput('data', path), basename(path)),
    limit ?? Number.POSITIVE_INFINITY,
  );
  const model = await openModelArgument(spec, io, { nf4: settings });
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const rows = (await encodeExamples(examples, tokenizer)).map((row) => cutRow(row, maxLength));
  const folder = args.get('adapter');
  const adapter = folder === null ? null : await openAdapter('adapter', folder, model, io);
  const config = parseModelConfig(model.configJson);
  checkLength(config, rows);
  const request = {
    model,
    adapter,
    device: args.get('device') ?? 'auto',
    doubleQuant: asStored(settings, model, args.setting('doubleQuant')).doubleQuant,
    capacity: { tokens: capacityFor(rows, ROWS_TOGETHER), context: 0 },
  };
  const { summary } = await withEngine(io, request, (engine, bar) =>
    evaluateLoss(engine, rows, {
      adapter: adapter !== null,
      onProgress: (done, total) => bar.draw('Measuring', done, total, `${done}/${total} rows`),
    }),
  );
  printLine(io, summary);
  return EXIT_DONE;
}
