import { expose } from 'comlink';
import { openGpu } from '../engine/gpu/device.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import { messageOf } from '../lib/errors.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import type { EngineApi, GpuProbe } from './engineApi.ts';
import { createPlanner, type EngineMeasure, startEngineMeasure } from './enginePlan.ts';
import { type EngineRun, startEngineRun } from './engineRun.ts';
import { giveModel } from './modelSource.ts';
import { reportTraffic } from './traffic.ts';

/** Owns the GPU, the model and the files of the last run. */
let active: EngineRun | null = null;
let archive: Blob | null = null;
let measuring: EngineMeasure | null = null;

const api: EngineApi = {
  async probe(): Promise<GpuProbe> {
    const { gpu } = navigator;
    if (gpu === undefined) return { kind: 'none', cause: 'noApi', detail: '' };
    if ((await gpu.requestAdapter()) === null) return { kind: 'none', cause: 'noAdapter', detail: '' };
    try {
      const context = await openGpu(gpu);
      context.destroy();
      return { kind: 'found', gpu: context.description };
    } catch (error) {
      return { kind: 'none', cause: 'refused', detail: messageOf(error) };
    }
  },

  async run(request, rows, onEvent) {
    archive = null;
    active = startEngineRun(request, rows, onEvent);
    try {
      const result = await active.result;
      archive = result.archive;
      return { files: result.files, archiveBytes: result.archive.size };
    } finally {
      active = null;
    }
  },

  stop: () => active?.stop(),
  cancel: () => active?.cancel(),

  async archive() {
    if (archive === null) throw new Error('There is no finished run to pack.');
    return archive;
  },

  async giveModel(name, files) {
    const { configJson, tokenizerJson, tokenizerConfig, chatTemplate } = await giveModel(name, files);
    parseModelConfig(configJson);
    createTokenizer(tokenizerJson, tokenizerConfig, chatTemplate);
  },

  plan: createPlanner(),

  async measure(request, rows, onProgress) {
    measuring?.cancel();
    const own = startEngineMeasure(request, rows, onProgress);
    measuring = own;
    try {
      return await own.result;
    } finally {
      if (measuring === own) measuring = null;
    }
  },

  cancelMeasure: () => measuring?.cancel(),
};

expose(api);
reportTraffic();
