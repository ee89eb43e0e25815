import { basename, resolve } from 'node:path';
import { parseModelConfig } from '../engine/model/config.ts';
import { parseJsonl } from '../formats/jsonl.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { UserError } from '../lib/errors.ts';
import { encodedSource } from '../run/export/encodedSource.ts';
import { type ExportFile, jsonFile } from '../run/export/exportFile.ts';
import type { ExportRequest } from '../run/export/exportRequest.ts';
import { GOLDEN_PROMPTS, type GoldenAnswer, goldenAnswers, goldenCapacity } from '../run/export/golden.ts';
import { mergeAdapter } from '../run/export/mergeAdapter.ts';
import { naturalDtype } from '../run/export/safetensorsModel.ts';
import { stopIds } from '../text/stopIds.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import type { Args } from './args.ts';
import { readJsonlInput } from './files.ts';
import { withEngine } from './inferenceEngine.ts';
import type { Io } from './io.ts';

export interface GoldenPlan {
  readonly prompts: readonly string[];
  readonly maxNewTokens: number;
}

const MOST_PROMPTS = 20;
const MOST_TOKENS = 64;
const DEFAULT_TOKENS = 16;

/** What golden.json will ask; null with `--golden 0`. */
export async function goldenPrompts(args: Args, io: Io): Promise<GoldenPlan | null> {
  const given = args.get('golden') ?? String(DEFAULT_TOKENS);
  const maxNewTokens = Number(given);
  if (!/^\d+$/.test(given) || maxNewTokens > MOST_TOKENS)
    throw new UserError(`is "${given}"`, {
      where: '--golden',
      remedy: `Give a whole number from 0 to ${MOST_TOKENS}.`,
    });
  if (maxNewTokens === 0) return null;
  const file = args.get('prompts');
  if (file === null) return { prompts: GOLDEN_PROMPTS, maxNewTokens };
  const path = resolve(io.cwd, file);
  const prompts = parseJsonl(await readJsonlInput('prompts', path), basename(path))
    .slice(0, MOST_PROMPTS)
    .map(({ line, value }) => {
      const prompt = typeof value === 'object' && value !== null && 'prompt' in value ? value.prompt : null;
      if (typeof prompt === 'string' && prompt.trim() !== '') return prompt;
      throw new UserError('has no "prompt" text', { where: `${basename(path)}: line ${line}` });
    });
  if (prompts.length === 0) throw new UserError('the file is empty', { where: `--prompts ${file}` });
  return { prompts, maxNewTokens };
}

/** Asks the model in the forms that are exported: `quantised` as it was trained (4-bit base, adapter beside it), `merged` as it is written. */
export async function goldenFile(
  { prompts, maxNewTokens }: GoldenPlan,
  request: ExportRequest,
  { io, device }: { readonly io: Io; readonly device: string },
): Promise<ExportFile> {
  const { model, adapter, forms, doubleQuant } = request;
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const stops = stopIds(tokenizer, model.generationConfig);
  const longest = goldenCapacity(tokenizer, prompts, maxNewTokens);
  const { maxLength } = parseModelConfig(model.configJson);
  if (longest > maxLength) {
    throw new UserError(`a prompt and its answer have ${longest} tokens; the model reads ${maxLength}`, {
      where: '--golden',
      remedy: 'Ask for fewer tokens, or give shorter prompts.',
    });
  }
  const ask = (asked: LoadedModel, quantised: boolean): Promise<GoldenAnswer[]> =>
    withEngine(
      io,
      {
        ...{ model: asked, adapter: quantised ? adapter : null, device, doubleQuant, trace: true },
        ...{ quantisation: quantised ? ('nf4' as const) : ('none' as const) },
        capacity: { tokens: longest, context: longest },
      },
      (engine, bar) =>
        goldenAnswers(engine, {
          ...{ prompts, tokenizer, maxNewTokens, stopIds: stops, adapter: quantised && adapter !== null },
          onProgress: (done) => bar.draw('Answering', done, prompts.length, 'golden.json'),
        }),
    );
  const written = request.dtype === 'auto' ? naturalDtype(model.tensors) : request.dtype;
  const dtype = forms.includes('merged') ? written : 'F16';
  const merged = () => ask({ ...model, tensors: encodedSource(mergeAdapter(model.tensors, adapter), dtype) }, false);
  return jsonFile('golden.json', {
    formatVersion: 1,
    base: model.id,
    stopIds: stops,
    maxNewTokens,
    ...(forms.includes('adapter') && { quantised: { doubleQuant, answers: await ask(model, true) } }),
    ...(forms.some((form) => form !== 'adapter' && form !== 'nf4') && { merged: { dtype, answers: await merged() } }),
  });
}
