import type { RunTime } from '../engine/model/profile.ts';

/** `275 dispatches, recorded in 1.10 ms and submitted in 0.80 ms, 1.42 ms on the GPU`. */
export function splitText({ dispatches, encodeMs, submitMs, gpuMs }: RunTime): string {
  const onGpu = gpuMs === null ? '' : `, ${gpuMs.toFixed(2)} ms on the GPU`;
  return `${dispatches} dispatches, recorded in ${encodeMs.toFixed(2)} ms and submitted in ${submitMs.toFixed(2)} ms${onGpu}`;
}
