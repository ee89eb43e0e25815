import { create } from 'zustand';
import { sampleModel } from '../run/presets.ts';
import { track } from './activity.ts';
import { setConfig } from './config.ts';
import { openSample, useData } from './data.ts';
import { useGpu } from './gpu.ts';
import { choosePreset, presetPlace } from './preset.ts';
import { startRun, useRun } from './run.ts';
import { closeLinkNotice } from './settingsLink.ts';

/** Whether the run was filled in by `startSample`, so that the page can say so and show the way to each choice. */
export const useFilledIn = create<{ readonly filledIn: boolean }>(() => ({ filledIn: false }));

/**
 * Everything between a click and a run that is under way: the sample's rows, the demo model that this adapter can train, the quick preset.
 * Resolves as soon as the run has begun, with true; with false where it cannot begin (no GPU, the sample could not be read), so that
 * the page shows the rows instead. A run that is under way already stays as it is.
 */
export function startSample(): Promise<boolean> {
  return track(start());
}

async function start(): Promise<boolean> {
  if (useRun.getState().kind === 'active') return true;
  const gpu = await gpuKnown();
  await openSample();
  const data = useData.getState();
  if (gpu === 'none' || data.kind !== 'open' || data.prepared.kind !== 'ready') return false;
  closeLinkNotice();
  choosePreset('sample');
  setConfig({ model: sampleModel(presetPlace().software) });
  useFilledIn.setState({ filledIn: true });
  void startRun();
  return useRun.getState().kind === 'active';
}

/** The kind of GPU, once the check that runs from the page's first moment has ended. */
function gpuKnown(): Promise<'gpu' | 'software' | 'none'> {
  return new Promise((resolve) => {
    const settle = () => {
      const { kind } = useGpu.getState();
      if (kind === 'checking') return;
      stop();
      resolve(kind);
    };
    const stop = useGpu.subscribe(settle);
    settle();
  });
}
