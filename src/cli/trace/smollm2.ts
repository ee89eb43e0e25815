import { join } from 'node:path';
import { z } from 'zod';
import type { Engine } from '../../engine/engine.ts';
import type { GpuContext } from '../../engine/gpu/device.ts';
import { parseModelConfig } from '../../engine/model/config.ts';
import type { NamedTensor } from '../../engine/types.ts';
import { topLogits } from '../../evaluate/topLogits.ts';
import type { LoadedModel } from '../../hub/modelFiles.ts';
import { createTokenizer, type Tokenizer } from '../../text/tokenizer.ts';
import { loadAdapterFolder } from '../adapterFolder.ts';
import type { Io } from '../io.ts';
import type { CaseFolder } from './caseFolder.ts';
import { type GoldenModel, openGoldenEngine } from './goldenModel.ts';
import { nf4State } from './nf4State.ts';
import { f32, i32, type OutputTensor, type TraceOutput } from './output.ts';
import { goldenRowSchema, toTokenRow, traceTrainSteps, trainArgsSchema } from './trainSteps.ts';

const inputsSchema = z.object({
  examples: z.array(goldenRowSchema),
  generate: z.array(z.object({ input_ids: z.array(z.number()) })),
});
type Inputs = z.infer<typeof inputsSchema>;
type Kind = 'f32' | 'nf4';

const TOP = 10;
const NEW_TOKENS = 24;
/** The case keeps the first and the last four adapter tensors: layers 0 and 29. */
const ADAPTER_ENDS = 4;

/** golden/smollm2: the model plain and in NF4, both without adapter, then six training steps on the latter. */
export async function traceSmollm2(
  folder: CaseFolder,
  loaded: LoadedModel,
  gpu: GpuContext,
  io: Io,
): Promise<TraceOutput> {
  const inputs = inputsSchema.parse(await folder.json('inputs.json'));
  const args = trainArgsSchema.parse(await folder.json('args.json'));
  const tokenizer = createTokenizer(loaded.tokenizerJson, loaded.tokenizerConfig, loaded.chatTemplate);
  const { lora, tensors } = await loadAdapterFolder('case', join(folder.path, 'adapter_init'), io);
  const model: GoldenModel = {
    config: parseModelConfig(loaded.configJson),
    source: loaded.tensors,
    doubleQuant: true,
    lora: { ...lora, dropout: 0 },
    adapter: tensors,
  };
  const rows = inputs.examples.map(toTokenRow);
  const context = NEW_TOKENS + Math.max(...inputs.generate.map(({ input_ids }) => input_ids.length));
  const open = (kind: Kind, tokens: number) =>
    openGoldenEngine(gpu, model, { kind, tokens, context, training: kind === 'nf4' });

  const plain = await open('f32', Math.max(...rows.map(({ ids }) => ids.length)));
  const base = await traceBase('f32', plain, inputs, tokenizer);
  plain.destroy();
  const quantised = await open(
    'nf4',
    rows.reduce((sum, { ids }) => sum + ids.length, 0),
  );
  const nf4 = await traceBase('nf4', quantised, inputs, tokenizer);
  const groups = Array.from({ length: args.total_steps }, () => [rows]);
  const train = await traceTrainSteps(quantised, args, groups);
  const adapter = await quantised.readAdapter();
  quantised.destroy();
  return {
    tensors: [...base.tensors, ...nf4.tensors],
    json: {
      expected: {
        loss: { f32: base.loss, nf4: nf4.loss },
        generate: { f32: base.generate, nf4: nf4.generate },
        train,
        adapter_final: adapterSums([...adapter.slice(0, ADAPTER_ENDS), ...adapter.slice(-ADAPTER_ENDS)]),
      },
      nf4_state: await nf4State(loaded.tensors),
    },
  };
}

async function traceBase(kind: Kind, engine: Engine, { examples, generate }: Inputs, tokenizer: Tokenizer) {
  const tensors: OutputTensor[] = [];
  const loss: { all: number; answer: number; answer_tokens: number }[] = [];
  for (const [i, { input_ids, labels }] of examples.entries()) {
    const length = input_ids.length;
    const everywhere = { ids: Uint32Array.from(input_ids), supervised: new Uint8Array(length).fill(1) };
    const trace = await engine.trace([everywhere], false);
    const tokenLoss = (trace.tokenLoss[0] as Float32Array).subarray(0, length - 1);
    const top = topLogits(trace.logits[0] as Float32Array, length, TOP);
    tensors.push(
      f32(`${kind}.ex${i}.token_loss`, [length - 1], tokenLoss),
      i32(`${kind}.ex${i}.top_ids`, [length, TOP], top.ids),
      f32(`${kind}.ex${i}.top_logits`, [length, TOP], top.values),
    );
    const answer = tokenLoss.filter((_, at) => labels[at + 1] !== -100);
    loss.push({ all: mean(tokenLoss), answer: mean(answer), answer_tokens: answer.length });
  }
  const stopIds = tokenizer.eosId === null ? [] : [tokenizer.eosId];
  const answers: { new_ids: number[]; text: string }[] = [];
  for (const { input_ids } of generate) {
    const prompt = Uint32Array.from(input_ids);
    const { ids, stop } = await engine.generate({ prompt, maxNewTokens: NEW_TOKENS, stopIds, adapter: false });
    const newIds = stop === 'stop' ? [...ids, ...stopIds] : [...ids];
    answers.push({ new_ids: newIds, text: tokenizer.decode(newIds) });
  }
  return { tensors, loss, generate: answers };
}

function adapterSums(tensors: readonly NamedTensor[]) {
  const sums = ({ data }: NamedTensor) => ({
    norm: Math.sqrt(data.reduce((sum, value) => sum + value * value, 0)),
    sum: data.reduce((sum, value) => sum + value, 0),
  });
  return Object.fromEntries(tensors.map((tensor) => [tensor.name, sums(tensor)]));
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
