import { createEngine } from '../../engine/engine.ts';
import type { GpuContext } from '../../engine/gpu/device.ts';
import { parseModelConfig } from '../../engine/model/config.ts';
import { openCheckpoint } from '../../hub/checkpoint.ts';
import { prequantisedSource, storedQuantisation } from '../../hub/prequantised.ts';
import { diskModelFiles } from '../diskModel.ts';
import { type CaseFolder, caseFolder } from './caseFolder.ts';
import { gatherLogits, goldenRows } from './goldenModel.ts';
import { f32, type TraceOutput } from './output.ts';

/** golden/models/X/prequantised: logits of the checkpoint that bitsandbytes saved in 4 bits, used as it is, on the inputs of X. */
export async function tracePrequantised(folder: CaseFolder, gpu: GpuContext): Promise<TraceOutput> {
  const expected = await caseFolder(`${folder.path}/..`).tensors('expected.safetensors');
  const files = diskModelFiles(folder.path);
  const configJson = await folder.json('config.json');
  storedQuantisation(configJson, `${folder.path}/config.json`);
  const { source } = await openCheckpoint(files, new Set(await files.list()));
  const stored = await prequantisedSource(source, folder.path);
  const rows = goldenRows(expected);
  const config = parseModelConfig(configJson);
  const engine = await createEngine(gpu, {
    config,
    source: stored,
    quantisation: { kind: 'nf4', doubleQuant: stored.doubleQuant },
    lora: null,
    seed: 0,
    capacity: { tokens: rows.reduce((sum, { ids }) => sum + ids.length, 0), context: 0 },
    checkpointing: 'off',
    training: false,
    trace: true,
  });
  const { logits } = await engine.trace(rows, false);
  engine.destroy();
  const gathered = gatherLogits(logits, expected, config.vocabulary);
  return { tensors: [f32('logits_nf4_base', [gathered.length / config.vocabulary, config.vocabulary], gathered)] };
}
