import { RunError } from '../../lib/errors.ts';
import type { GpuContext } from './device.ts';

/** Copies a range of a buffer to the host. @throws RunError when the device was lost, or refused a command, on the way. */
export async function readBuffer(
  gpu: GpuContext,
  buffer: GPUBuffer,
  offsetBytes: number,
  sizeBytes: number,
): Promise<ArrayBuffer> {
  const device = gpu.device;
  const staging = device.createBuffer({
    size: sizeBytes,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    label: 'readback',
  });
  const encoder = device.createCommandEncoder();
  encoder.copyBufferToBuffer(buffer, offsetBytes, staging, 0, sizeBytes);
  device.queue.submit([encoder.finish()]);
  try {
    await staging.mapAsync(GPUMapMode.READ);
    const reason = gpu.lostReason();
    if (reason !== null) throw new Error(reason);
    return staging.getMappedRange().slice(0);
  } catch (cause) {
    const reason = gpu.lostReason() ?? String(cause);
    throw new RunError(`Figures could not be read from the GPU: ${reason}`, { cause, reason: 'gpuLost' });
  } finally {
    staging.destroy();
  }
}
