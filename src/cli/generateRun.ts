import { mkdirSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { sequencesFor } from '../engine/model/cacheRoom.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import { parseJsonl, writeJsonl } from '../formats/jsonl.ts';
import { UserError } from '../lib/errors.ts';
import { spread } from '../run/limitRows.ts';
import { atStrength, samplingOf } from '../run/sampling.ts';
import { unescapeNewlines } from '../run/setting.ts';
import { asStored } from '../run/storedQuantisation.ts';
import { formatPrompt } from '../text/promptFormat.ts';
import { stopIds } from '../text/stopIds.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import { openAdapter } from './adapterFolder.ts';
import type { Args } from './args.ts';
import { openModelArgument } from './diskModel.ts';
import { checkOutputFile, readJsonlInput, replaceFile } from './files.ts';
import { type CliInferenceRequest, withEngine } from './inferenceEngine.ts';
import { EXIT_DONE, type Io, printLine } from './io.ts';

const DEFAULT_NEW_TOKENS = 256;

/** Streams the answer to `--prompt` to stdout; with --json, one line when it is complete. */
export async function generateOne(args: Args, io: Io): Promise<number> {
  const setup = await openSetup(args, io);
  const prompt = unescapeNewlines(args.get('prompt') ?? '');
  if (prompt.trim() === '') throw new UserError('is empty', { where: '--prompt' });
  const ids = setup.encode(prompt, '--prompt');
  const json = args.has('json');
  await withEngine(io, setup.request([ids]), async (engine, bar) => {
    bar.clear();
    const stream = createStream((text) => !json && io.out(text), setup.decode);
    const { ids: answer, stop } = await engine.generate({
      prompt: ids,
      maxNewTokens: setup.newTokens,
      stopIds: setup.stops,
      adapter: setup.hasAdapter,
      ...setup.drawn,
      onToken: stream.push,
    });
    if (json) printLine(io, { prompt, prediction: setup.decode(answer).trim(), tokens: answer.length, stop });
    else io.out('\n');
  });
  return EXIT_DONE;
}

/** One line per row of `--data`: prompt, reference, prediction, tokens, stop. */
export async function generateFromFile(args: Args, io: Io): Promise<number> {
  const path = resolve(io.cwd, args.get('data') ?? '');
  const out = args.get('out');
  const outPath = out === null ? null : resolve(io.cwd, out);
  if (outPath !== null) checkOutputFile(outPath, { where: `--out ${out}`, force: args.has('force') });
  const limit = args.setting('limit') ?? Number.POSITIVE_INFINITY;
  const questions = spread(readQuestions(await readJsonlInput('data', path), basename(path)), limit);
  const setup = await openSetup(args, io);
  const prompts = questions.map(({ prompt, line }) => setup.encode(prompt, `${basename(path)}: line ${line}`));
  const lines: unknown[] = [];
  await withEngine(io, setup.request(prompts), async (engine, bar) => {
    let done = 0;
    const answers = await engine.generateBatch({
      prompts: prompts.map((ids) => ({ ids, maxNewTokens: setup.newTokens })),
      stopIds: setup.stops,
      adapter: setup.hasAdapter,
      ...setup.drawn,
      onAnswer: () => bar.draw('Answering', ++done, prompts.length, `${done}/${prompts.length}`),
    });
    for (const [i, { ids: answer, stop }] of answers.entries()) {
      const { prompt, reference } = questions[i] as Question;
      const line = { prompt, reference, prediction: setup.decode(answer).trim(), tokens: answer.length, stop };
      lines.push(line);
      if (outPath === null) printLine(io, line);
    }
  });
  if (outPath !== null) {
    mkdirSync(dirname(outPath), { recursive: true });
    replaceFile(outPath, writeJsonl(lines));
  }
  return EXIT_DONE;
}

interface Question {
  readonly line: number;
  readonly prompt: string;
  /** `completion` of the line, where it has one. */
  readonly reference: string | null;
}

function readQuestions(text: string, fileName: string): Question[] {
  const questions = parseJsonl(text, fileName).map(({ line, value }) => {
    const { prompt, completion } = (typeof value === 'object' && value !== null ? value : {}) as Record<
      string,
      unknown
    >;
    if (typeof prompt !== 'string' || prompt.trim() === '') {
      throw new UserError('has no "prompt" text', { where: `${fileName}: line ${line}` });
    }
    return { line, prompt, reference: typeof completion === 'string' ? completion : null };
  });
  if (questions.length === 0) throw new UserError('the file is empty', { where: fileName });
  return questions;
}

async function openSetup(args: Args, io: Io) {
  if (!args.has('adapter') && args.has('adapter-strength'))
    throw new UserError('only applies to --adapter', { where: '--adapter-strength' });
  const settings = args.config(['model', 'doubleQuant', 'seed']);
  const [temperature, topP] = [args.sampling('temperature'), args.sampling('topP')];
  const sampling = samplingOf({ temperature, topP, seed: settings.seed });
  const strength = args.sampling('strength');
  const newTokens = args.setting('maxNewTokens') ?? DEFAULT_NEW_TOKENS;
  const model = await openModelArgument(settings.model, io, { nf4: settings });
  const { doubleQuant } = asStored(settings, model, args.setting('doubleQuant'));
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const folder = args.get('adapter');
  const opened = folder === null ? null : await openAdapter('adapter', folder, model, io);
  const adapter = opened && { ...opened, tensors: atStrength(opened.tensors, strength) };
  const modelConfig = parseModelConfig(model.configJson);
  const { maxLength } = modelConfig;
  const device = args.get('device') ?? 'auto';
  return {
    newTokens,
    hasAdapter: adapter !== null,
    drawn: sampling ? { sampling } : {},
    stops: stopIds(tokenizer, model.generationConfig),
    decode: (ids: readonly number[]) => tokenizer.decode(ids, { skipSpecial: true }),
    encode: (prompt: string, where: string) => {
      const ids = tokenizer.encode(formatPrompt(tokenizer, prompt));
      if (ids.length < maxLength) return ids;
      throw new UserError(`the prompt has ${ids.length} tokens; the model reads ${maxLength}, answer included`, {
        where,
      });
    },
    request: (prompts: readonly Uint32Array[]): CliInferenceRequest => {
      const longest = prompts.reduce((most, ids) => Math.max(most, ids.length), 0);
      const context = Math.min(longest + newTokens, maxLength);
      const sequences = sequencesFor(modelConfig, context, prompts.length);
      return {
        model,
        adapter,
        device,
        doubleQuant,
        sampling: sampling !== null,
        capacity: { tokens: longest, context, sequences },
      };
    },
  };
}

/** Text as it grows token by token; a character whose bytes span tokens is held back until it is whole. */
function createStream(write: (text: string) => void, decode: (ids: readonly number[]) => string) {
  const ids: number[] = [];
  let written = 0;
  return {
    push: (id: number) => {
      ids.push(id);
      const text = decode(ids).trimStart();
      if (text.endsWith('\ufffd')) return;
      write(text.slice(written));
      written = text.length;
    },
  };
}
