import { z } from 'zod';
import type { GpuContext } from '../../engine/gpu/device.ts';
import type { Precision } from '../../engine/types.ts';
import { UserError } from '../../lib/errors.ts';
import { openModelArgument } from '../diskModel.ts';
import { openCliGpu } from '../gpu.ts';
import type { Io } from '../io.ts';
import { type CaseFolder, caseFolder } from './caseFolder.ts';
import { type GoldenModel, modelFolder, openGoldenModel } from './goldenModel.ts';
import { traceMerged } from './merged.ts';
import { traceModel } from './model.ts';
import { traceNf4 } from './nf4.ts';
import { traceOptim } from './optim.ts';
import type { TraceOutput } from './output.ts';
import { tracePeft } from './peft.ts';
import { tracePrequantised } from './prequantised.ts';
import { traceSmollm2 } from './smollm2.ts';
import { traceTokenizer } from './tokenizer.ts';
import { traceTrain } from './train.ts';

export interface TraceRequest {
  readonly folder: string;
  /** The model, where it is not the case's own folder or its parent: for `smollm2` and `tokenizer` as --model of the other commands. */
  readonly model: string | null;
  readonly device: string;
  /** Of the cases `models/X`. */
  readonly precision: Precision;
}

const caseSchema = z.object({ case: z.string() });

/** Computes a case by the name in its case.json. @throws UserError for a folder that is no case, or one that is not built yet. */
export async function traceCase(
  io: Io,
  { folder: path, model, device, precision }: TraceRequest,
): Promise<TraceOutput> {
  const folder = caseFolder(path);
  const name = await caseName(folder);
  const openGpu = () => openCliGpu(device);
  const needModel = () => {
    if (model !== null) return openModelArgument(model, io);
    throw new UserError(`the case ${name} does not hold its model`, {
      where: `--case ${path}`,
      remedy: 'Name it with --model FILE.gguf.',
    });
  };
  const onGpu = async (work: (gpu: GpuContext) => Promise<TraceOutput>) => {
    const gpu = await openGpu();
    try {
      return await work(gpu);
    } finally {
      gpu.destroy();
    }
  };
  const onModel = async (work: (folder: CaseFolder, golden: GoldenModel, gpu: GpuContext) => Promise<TraceOutput>) => {
    const golden = { ...(await openGoldenModel(modelFolder(folder, model), io)), precision };
    return onGpu((gpu) => work(folder, golden, gpu));
  };
  if (name === 'nf4') return traceNf4(folder);
  if (name === 'peft') return tracePeft(folder);
  if (name === 'optim') return traceOptim(folder, openGpu);
  if (/^models\/[^/]+$/.test(name)) return onModel(traceModel);
  if (/^models\/[^/]+\/train$/.test(name)) return onModel(traceTrain);
  if (/^models\/[^/]+\/merged$/.test(name)) return onModel(traceMerged);
  if (/^models\/[^/]+\/prequantised$/.test(name)) return onGpu((gpu) => tracePrequantised(folder, gpu));
  if (name === 'tokenizer') return traceTokenizer(folder, await needModel());
  if (name === 'smollm2') {
    const loaded = await needModel();
    return onGpu((gpu) => traceSmollm2(folder, loaded, gpu, io));
  }
  throw new UserError(`unknown case "${name}"`, { where: `--case ${path}` });
}

async function caseName(folder: CaseFolder): Promise<string> {
  if (folder.has('case.json')) {
    const parsed = caseSchema.safeParse(await folder.json('case.json'));
    if (parsed.success) return parsed.data.case;
    throw new UserError('names no case', { where: `${folder.path}/case.json` });
  }
  // golden/peft is judged by byte comparison and has no case.json.
  if (folder.has('adapter_config.json') && folder.has('tensors.json')) return 'peft';
  throw new UserError('holds no case.json', { where: `--case ${folder.path}`, remedy: 'Name a folder of golden/.' });
}
