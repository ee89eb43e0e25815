import { create } from 'zustand';
import type { GpuDescription } from '../engine/types.ts';
import { messageOf } from '../lib/errors.ts';
import { SETTINGS } from '../run/config.ts';
import { presetSettings, sampleModel } from '../run/presets.ts';
import type { GpuProbe } from '../workers/engineApi.ts';
import { track } from './activity.ts';
import { setConfig, useConfig } from './config.ts';
import { engineWorker } from './workers.ts';

export type NoGpuCause = 'insecure' | 'blocked' | Extract<GpuProbe, { kind: 'none' }>['cause'];

export type GpuState =
  | { readonly kind: 'checking' }
  | { readonly kind: 'gpu'; readonly gpu: GpuDescription }
  | { readonly kind: 'software'; readonly gpu: GpuDescription }
  | { readonly kind: 'none'; readonly cause: NoGpuCause; readonly detail: string };

export const useGpu = create<GpuState>(() => ({ kind: 'checking' }));

/** Looks for a GPU: first what the page itself can tell, then a real device in the engine worker. */
export async function checkGpu(): Promise<void> {
  const found = await track(findGpu());
  if (found.kind === 'software') takeSoftwareSettings();
  useGpu.setState(found, true);
}

/** Without a GPU the larger model, and a hundred answers, would take hours. What was chosen already, by a link, stays. */
function takeSoftwareSettings(): void {
  const { predictions, model } = useConfig.getState();
  if (model === SETTINGS.model.initial) setConfig({ model: sampleModel(true) });
  if (predictions === SETTINGS.predictions.initial) {
    setConfig({ predictions: presetSettings('recipe', { software: true, studio: true }).predictions ?? predictions });
  }
}

async function findGpu(): Promise<GpuState> {
  if (!window.isSecureContext) return { kind: 'none', cause: 'insecure', detail: window.location.origin };
  if (!('gpu' in navigator) || navigator.gpu === undefined) return { kind: 'none', cause: 'noApi', detail: '' };
  try {
    const probe = await engineWorker().call((api) => api.probe());
    if (probe.kind === 'none') {
      return probe.cause === 'noAdapter' && hasWebglGpu() ? { ...probe, cause: 'blocked' } : probe;
    }
    return { kind: probe.gpu.software ? 'software' : 'gpu', gpu: probe.gpu };
  } catch (error) {
    return { kind: 'none', cause: 'refused', detail: messageOf(error) };
  }
}

/** Whether WebGL draws on a real GPU: then WebGPU's missing adapter is the browser's choice, not the computer's. */
function hasWebglGpu(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (gl === null) return false;
  const names = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}
