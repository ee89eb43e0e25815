import { sequencesFor } from '../engine/model/cacheRoom.ts';
import { longestDocument } from '../engine/model/checkRows.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import { DEFAULT_BUDGET_BYTES, planSession } from '../engine/model/session.ts';
import type { KernelChoices } from '../engine/types.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { UserError } from '../lib/errors.ts';
import type { RunConfig } from './config.ts';
import { fewShotWindow } from './fewShot.ts';
import { LONGEST_LIVE_ANSWER } from './liveQuestion.ts';
import type { PlannedGpu, RowLengths, RunPlan } from './plan.ts';
import { loraSettings } from './settings.ts';

/**
 * What a run would need on the GPU, from the model's list of tensors alone. The memory is that of openEngine's session for the same rows, but for
 * the room for answers, which is taken at its longest.
 */
export function planRun(
  config: RunConfig,
  model: Pick<LoadedModel, 'configJson' | 'tensors'>,
  lengths: RowLengths,
  { limits, software }: PlannedGpu,
  kernels: KernelChoices = {},
): RunPlan {
  const { maxBufferSize = 0, maxStorageBufferBindingSize = 0 } = limits;
  const batch = lengths.longest.slice(0, config.batchSize);
  const batchTokens = Math.max(
    1,
    batch.reduce((sum, length) => sum + length, 0),
  );
  try {
    const modelConfig = parseModelConfig(model.configJson);
    const { tokens, added } = withExamples(config, lengths, batchTokens, longestDocument(modelConfig));
    const context = Math.min(modelConfig.maxLength, longestContext(config, lengths) + added);
    const plan = planSession(
      {
        config: modelConfig,
        source: model.tensors,
        quantisation: { kind: 'nf4', doubleQuant: config.doubleQuant },
        lora: loraSettings(config),
        seed: config.seed,
        capacity: { tokens, context, sequences: sequencesFor(modelConfig, context, config.predictions) },
        checkpointing: config.checkpointing,
        training: true,
        kernels,
      },
      { maxBufferSize, maxStorageBufferBindingSize },
      software,
    );
    return { kind: 'planned', ...plan, batchTokens, context, budgetBytes: DEFAULT_BUDGET_BYTES };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { kind: 'refused', message: error.message };
  }
}

/** Room for the base with examples in its prompt, taken at its longest, and what the examples add to a prompt. */
function withExamples(
  { fewShot: count, maxLength }: RunConfig,
  { longest }: RowLengths,
  batchTokens: number,
  modelLength: number,
): { readonly tokens: number; readonly added: number } {
  if (count === 0) return { tokens: batchTokens, added: 0 };
  const longestRow = longest[0] ?? 0;
  const window = fewShotWindow({ count, longestRow, maxLength, modelLength });
  return { tokens: Math.max(batchTokens, window), added: Math.max(0, window - longestRow) };
}

/** Room for the longest prompt with its answer: test rows may fill the maximum length, the live question has a limit of its own. */
function longestContext({ predictions, maxLength, maxNewTokens }: RunConfig, { longestPrompt }: RowLengths): number {
  const live = longestPrompt + Math.min(LONGEST_LIVE_ANSWER, maxNewTokens ?? LONGEST_LIVE_ANSWER);
  if (predictions === 0) return live;
  return Math.max(live, maxNewTokens === null ? maxLength : longestPrompt + maxNewTokens);
}
