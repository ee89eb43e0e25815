import type { GpuContext } from '../../engine/gpu/device.ts';
import { loraScaling } from '../../engine/model/lora.ts';
import type { TensorSource } from '../../engine/types.ts';
import { toF32 } from '../../formats/floats.ts';
import type { CaseFolder } from './caseFolder.ts';
import { type GoldenModel, gatherLogits, goldenRows, openGoldenEngine } from './goldenModel.ts';
import { f32, type OutputTensor, type TraceOutput } from './output.ts';

/** golden/models/X/merged: the adapter added to the unquantised f32 base; its logits, and every weight the case holds. */
export async function traceMerged(folder: CaseFolder, model: GoldenModel, gpu: GpuContext): Promise<TraceOutput> {
  const expected = await folder.tensors('expected.safetensors');
  const rows = goldenRows(expected);
  const tokens = rows.reduce((sum, { ids }) => sum + ids.length, 0);
  const source = mergeAdapter(model);
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

/** W + scaling B A in f32 for every adapted weight, computed when it is read; everything becomes f32. */
function mergeAdapter({ source, adapter, lora }: GoldenModel): TensorSource {
  const find = (weight: string, part: 'A' | 'B') =>
    adapter.find(({ name }) => name === `base_model.model.${weight.replace(/\.weight$/, '')}.lora_${part}.weight`);
  const dtypes = new Map(source.tensors.map(({ name, dtype }) => [name, dtype]));
  return {
    tensors: source.tensors.map((tensor) => ({ ...tensor, dtype: 'F32' })),
    read: async (name, signal) => {
      const weight = toF32(dtypes.get(name) ?? 'F32', await source.read(name, signal)).slice();
      const [a, b] = [find(name, 'A'), find(name, 'B')];
      if (a && b) addProduct(weight, b.data, a.data, a.shape[0] as number, a.shape[1] as number, loraScaling(lora));
      return new Uint8Array(weight.buffer);
    },
  };
}

/** weight [out, in] += scaling * b [out, rank] a [rank, in]; each element rounded once. */
function addProduct(
  weight: Float32Array,
  b: Float32Array,
  a: Float32Array,
  rank: number,
  inFeatures: number,
  scaling: number,
): void {
  for (let i = 0; i < weight.length; i++) {
    const row = Math.floor(i / inFeatures);
    const column = i % inFeatures;
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += (b[row * rank + r] as number) * (a[r * inFeatures + column] as number);
    weight[i] = (weight[i] as number) + scaling * sum;
  }
}
