import type { GpuContext } from '../../engine/gpu/device.ts';
import { toF32 } from '../../formats/floats.ts';
import { encodedSource } from '../../run/export/encodedSource.ts';
import { mergeAdapter } from '../../run/export/mergeAdapter.ts';
import type { CaseFolder } from './caseFolder.ts';
import { type GoldenModel, gatherLogits, goldenRows, openGoldenEngine } from './goldenModel.ts';
import { f32, type OutputTensor, type TraceOutput } from './output.ts';

/** golden/models/X/merged: the adapter added to the unquantised f32 base; its logits, and every weight the case holds. */
export async function traceMerged(folder: CaseFolder, model: GoldenModel, gpu: GpuContext): Promise<TraceOutput> {
  const expected = await folder.tensors('expected.safetensors');
  const rows = goldenRows(expected);
  const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
  const { lora, adapter } = model;
  const source = encodedSource(mergeAdapter(model.source, { lora, tensors: adapter }), 'F32');
  const engine = await openGoldenEngine(gpu, { ...model, source }, { kind: 'f32', tokens, training: false });
  const { logits } = await engine.trace(rows, false);
  engine.destroy();
  const { vocabulary } = model.config;
  const gathered = gatherLogits(logits, expected, vocabulary);
  const out: OutputTensor[] = [f32('logits', [gathered.length / vocabulary, vocabulary], gathered)];
  for (const [name, { shape }] of expected) {
    if (name.startsWith('model.')) out.push(f32(name, shape, toF32('F32', await source.read(name))));
  }
  return { tensors: out };
}
