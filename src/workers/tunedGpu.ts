import { type GpuContext, openGpu } from '../engine/gpu/device.ts';
import type { TuneStore } from '../engine/types.ts';
import { opfsFolders } from './opfsFolders.ts';

/** The browser's GPU; the kernel choices that are timed on it are kept in the private file system, where there is one. */
export async function openTunedGpu(): Promise<GpuContext> {
  return openGpu(navigator.gpu, { tuneStore: await opfsTuneStore().catch(() => null) });
}

async function opfsTuneStore(): Promise<TuneStore> {
  const files = await (await opfsFolders('autotune')).open('kernels');
  return {
    async read(name) {
      const bytes = await files.read(name);
      return bytes && new TextDecoder().decode(bytes);
    },
    write: (name, text) => files.write(name, new TextEncoder().encode(text)),
  };
}
