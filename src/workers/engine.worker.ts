import { expose } from 'comlink';
import { openGpu } from '../engine/gpu/device.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import { messageOf } from '../lib/errors.ts';
import { type RunShelf, runShelf } from '../run/runShelf.ts';
import { assertRunsFileSize } from '../run/runsFile.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import { createAdapterDesk } from './engineAdapter.ts';
import type { EngineApi, GpuProbe } from './engineApi.ts';
import { createEngineChat } from './engineChat.ts';
import { createPlanner, type EngineMeasure, startEngineMeasure } from './enginePlan.ts';
import { type EngineRun, startEngineRun } from './engineRun.ts';
import { createFormsExport } from './formsExport.ts';
import { keptHubModels } from './hubModels.ts';
import { giveModel, isModelHere } from './modelSource.ts';
import { opfsFolders } from './opfsFolders.ts';
import type { RunSource } from './runSource.ts';
import { reportTraffic } from './traffic.ts';

/** Owns the GPU, the model, the runs that are kept and the files of the last one. */
let active: EngineRun | null = null;
let archive: Blob | null = null;
let opening: Promise<RunShelf> | null = null;
/** Lets go of the GPU before anything else needs it. */
const chat = createEngineChat();

function openShelf(): Promise<RunShelf> {
  opening ??= opfsFolders('runs').then(runShelf, () => runShelf(null));
  return opening;
}

async function start(source: RunSource, onEvent: Parameters<EngineApi['resume']>[1]) {
  archive = null;
  await chat.close();
  const run = startEngineRun(source, await openShelf(), onEvent);
  active = run;
  try {
    const result = await run.result;
    archive = result.archive;
    return { files: result.files, archiveBytes: result.archive.size };
  } finally {
    active = null;
  }
}
let measuring: EngineMeasure | null = null;

const api: EngineApi = {
  ...createFormsExport(),
  ...chat.api,
  ...createAdapterDesk(),

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

  run: (request, rows, onEvent) => start({ kind: 'new', request, rows }, onEvent),
  resume: (request, onEvent) => start({ kind: 'stored', request }, onEvent),

  pause: () => active?.control.requestPause(),
  goOn: () => active?.control.resume(),
  saveSoon: () => active?.control.requestSave(),
  stop: () => active?.stop(),
  cancel: () => active?.cancel(),
  cancelTrial: (number) => active?.cancelTrial(number),

  async archive() {
    if (archive === null) throw new Error('There is no finished run to pack.');
    return archive;
  },

  async giveModel(name, files) {
    const { configJson, tokenizerJson, tokenizerConfig, chatTemplate } = await giveModel(name, files);
    parseModelConfig(configJson);
    createTokenizer(tokenizerJson, tokenizerConfig, chatTemplate);
  },

  isModelHere,
  hubModels: keptHubModels,

  stored: async () => (await openShelf()).list(),
  async openStored(id) {
    const { result, archive: bytes } = await (await openShelf()).result(id);
    const { config, fileName, events, files, archiveBytes } = result;
    return { config, fileName, events, files, archiveBytes, archive: new Blob([bytes], { type: 'application/zip' }) };
  },
  peek: async (id) => (await openShelf()).said(id),
  review: async (id) => (await openShelf()).review(id),
  discardStored: async (id) => (await openShelf()).discard(id),
  changeAbout: async (id, changes) => (await openShelf()).changeAbout(id, changes),
  packStored: async (ids) => new Blob([await (await openShelf()).pack(ids)], { type: 'application/zip' }),
  async takeInStored(file, fileName) {
    assertRunsFileSize(file.size, fileName);
    return (await openShelf()).takeIn(new Uint8Array(await file.arrayBuffer()));
  },
  plan: createPlanner(),

  async measure(request, rows, onProgress) {
    measuring?.cancel();
    await chat.close();
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
