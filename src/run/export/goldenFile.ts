import type { Engine } from '../../engine/engine.ts';
import { parseModelConfig } from '../../engine/model/config.ts';
import type { LoadedModel } from '../../hub/modelFiles.ts';
import { UserError } from '../../lib/errors.ts';
import { stopIds } from '../../text/stopIds.ts';
import { createTokenizer } from '../../text/tokenizer.ts';
import type { InferenceRequest } from '../inferenceEngine.ts';
import { encodedSource } from './encodedSource.ts';
import { type ExportFile, jsonFile } from './exportFile.ts';
import type { ExportRequest } from './exportRequest.ts';
import { type GoldenAnswer, goldenAnswers, goldenCapacity } from './golden.ts';
import { mergeAdapter } from './mergeAdapter.ts';
import { naturalDtype } from './safetensorsModel.ts';

export interface GoldenPlan {
  readonly prompts: readonly string[];
  readonly maxNewTokens: number;
}

/** Tokens of each answer when nothing else is asked for. */
export const GOLDEN_TOKENS = 16;

export interface GoldenPorts {
  /** Opens the model on the GPU, does the work with it, and lets both go. */
  withEngine<T>(request: InferenceRequest, work: (engine: Engine) => Promise<T>): Promise<T>;
  onAnswer?(done: number, total: number): void;
}

/**
 * golden.json for the forms that are exported: `quantised` as it was trained (4-bit base, adapter beside it), `merged` as it is written.
 * @throws UserError when a prompt with its answer is longer than the model reads, RunError when the GPU cannot hold the model.
 */
export async function goldenFile(
  { prompts, maxNewTokens }: GoldenPlan,
  request: ExportRequest,
  { withEngine, onAnswer }: GoldenPorts,
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
      {
        ...{ model: asked, adapter: quantised ? adapter : null, doubleQuant, trace: true },
        ...{ quantisation: quantised ? ('nf4' as const) : ('none' as const) },
        capacity: { tokens: longest, context: longest },
      },
      (engine) =>
        goldenAnswers(engine, {
          ...{ prompts, tokenizer, maxNewTokens, stopIds: stops, adapter: quantised && adapter !== null },
          onProgress: (done) => onAnswer?.(done, prompts.length),
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
