import { basename, resolve } from 'node:path';
import type { Example } from '../../data/examples.ts';
import { fromJsonl } from '../../data/jsonlParts.ts';
import { cutRow, encodeExamples } from '../../data/tokens.ts';
import { longestDocument, longestRow } from '../../engine/model/checkRows.ts';
import { parseModelConfig } from '../../engine/model/config.ts';
import { capacityFor } from '../../engine/train/batches.ts';
import { answerBytes, bitsPerByte } from '../../evaluate/bitsPerByte.ts';
import { evaluateLoss } from '../../evaluate/loss.ts';
import { UserError } from '../../lib/errors.ts';
import type { RunPart } from '../../run/data.ts';
import { fewShotWindow, planFewShot } from '../../run/fewShot.ts';
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

const SETTINGS = ['model', 'doubleQuant', 'limit', 'maxLength', 'fewShot', 'seed'] as const;
/** Rows measured together; the figures do not depend on it. */
const ROWS_TOGETHER = 8;

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'Measure loss and perplexity of a model, with or without an adapter, on the rows of a JSONL file.',
  usage: [
    'tabtune evaluate --model NAME [--adapter DIR] --data FILE.jsonl [flags]',
    'tabtune evaluate --model NAME --few-shot 3 --train FILE.jsonl --data FILE.jsonl',
  ],
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
    {
      flag: 'train',
      kind: 'value',
      value: 'FILE.jsonl',
      section: 'Files',
      help: 'Training rows, of which --few-shot puts some before every row.',
    },
    ...settingOptions(SETTINGS),
    DEVICE_OPTION,
    JSON_OPTION,
    HELP_OPTION,
  ],
  notes: [
    'Prints one JSON line: loss in nats per answer token over all rows, perplexity, tokens, rows, bytes and bitsPerByte.',
    'Models with different tokenizers count different tokens: compare their bits per byte of the answers, not their perplexity.',
    '--few-shot K --train FILE measures an untuned model with K examples in its prompt; the examples are those of a run with the same rows and seed.',
  ],
  run: evaluate,
};

async function evaluate(args: Args, io: Io): Promise<number> {
  const settings = args.config(SETTINGS);
  const { model: spec, limit, maxLength, fewShot: count, seed } = settings;
  if (count === 0 && args.has('train'))
    throw new UserError('only applies to --few-shot', {
      where: '--train',
      remedy: 'Say how many examples: --few-shot 3.',
    });
  const trainPath = count === 0 ? null : args.need('train', 'Name the JSONL file that the examples are taken from.');
  const path = args.need('data', 'Name a JSONL file.');
  const examples = spread(await readExamples('data', path, io), limit ?? Number.POSITIVE_INFINITY);
  const pool = trainPath === null ? [] : await readExamples('train', trainPath, io);
  const model = await openModelArgument(spec, io, { nf4: settings });
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const encode = async (list: readonly Example[]): Promise<RunPart> => ({
    examples: list,
    rows: (await encodeExamples(list, tokenizer)).map((row) => cutRow(row, maxLength)),
  });
  const test = await encode(examples);
  const folder = args.get('adapter');
  const adapter = folder === null ? null : await openAdapter('adapter', folder, model, io);
  const config = parseModelConfig(model.configJson);
  checkLength(config, test.rows);
  const modelLength = longestDocument(config);
  const window = fewShotWindow({ count, longestRow: longestRow(test.rows), maxLength, modelLength });
  const plan = planFewShot({ tokenizer, train: await encode(pool), test, count, seed, maxLength, window });
  const request = {
    model,
    adapter,
    device: args.get('device') ?? 'auto',
    doubleQuant: asStored(settings, model, args.setting('doubleQuant')).doubleQuant,
    capacity: { tokens: capacityFor(plan.rows, ROWS_TOGETHER), context: 0 },
  };
  const { summary } = await withEngine(io, request, (engine, bar) =>
    evaluateLoss(engine, plan.rows, {
      adapter: adapter !== null,
      onProgress: (done, total) => bar.draw('Measuring', done, total, `${done}/${total} rows`),
    }),
  );
  const shown = { asked: count, shots: plan.shots.length, examples: plan.indexes, addedTokens: plan.addedTokens };
  const bytes = answerBytes(test.rows, tokenizer);
  printLine(io, { ...summary, bytes, bitsPerByte: bitsPerByte(summary, bytes), ...(count > 0 && { fewShot: shown }) });
  return EXIT_DONE;
}

async function readExamples(flag: string, path: string, io: Io): Promise<Example[]> {
  return fromJsonl(await readJsonlInput(flag, resolve(io.cwd, path)), basename(path));
}
