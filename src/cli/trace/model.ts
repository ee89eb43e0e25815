import type { GpuContext } from '../../engine/gpu/device.ts';
import { type CaseFolder, tensorOf } from './caseFolder.ts';
import { type GoldenModel, gatherLogits, goldenRows, openGoldenEngine } from './goldenModel.ts';
import { f32, i32, type OutputTensor, type TraceOutput } from './output.ts';

/** golden/models/X: logits without quantisation, quantised, and with the adapter; losses and gradients of the last. */
export async function traceModel(folder: CaseFolder, model: GoldenModel, gpu: GpuContext): Promise<TraceOutput> {
  const expected = await folder.tensors('expected.safetensors');
  const rows = goldenRows(expected);
  const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
  const { vocabulary } = model.config;
  const logits = (name: string, perRow: readonly Float32Array[]): OutputTensor => {
    const values = gatherLogits(perRow, expected, vocabulary);
    return f32(name, [values.length / vocabulary, vocabulary], values);
  };

  const plain = await openGoldenEngine(gpu, model, { kind: 'f32', tokens, training: false });
  const f32Base = await plain.trace(rows, false);
  plain.destroy();

  const quantised = await openGoldenEngine(gpu, model, { kind: 'nf4', tokens, training: true });
  const nf4Base = await quantised.trace(rows, false);
  const tuned = await quantised.trace(rows, true);
  const grads = await quantised.gradients(rows);
  quantised.destroy();

  const [count = 0, width = 0] = tensorOf(expected, 'input_ids').shape;
  const tokenLoss = new Float32Array(count * width);
  for (const [row, losses] of tuned.tokenLoss.entries()) tokenLoss.set(losses, row * width);
  return {
    tensors: [
      logits('logits_f32_base', f32Base.logits),
      logits('logits_nf4_base', nf4Base.logits),
      logits('logits', tuned.logits),
      f32('token_loss', [count, width], tokenLoss),
      f32('loss_sum', [1], Float32Array.of(tuned.lossSum)),
      i32('loss_count', [1], Int32Array.of(tuned.lossCount)),
      ...grads.map(({ name, shape, data }) => f32(`grad.${name}`, shape, data)),
    ],
  };
}
