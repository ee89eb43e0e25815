import { messageOf } from '../lib/errors.ts';
import { createDawnGpu } from './dawn.ts';

/** An adapter as Dawn lists it. */
export interface ListedAdapter {
  readonly backend: string;
  readonly name: string;
}

/** Every adapter Dawn sees. It names them in the error for an adapter that does not exist, and nowhere else. */
export async function listAdapters(): Promise<ListedAdapter[]> {
  const gpu = await createDawnGpu(['adapter=no adapter is called this']);
  try {
    await gpu.requestAdapter();
    return [];
  } catch (error) {
    return parseAdapterList(messageOf(error));
  }
}

/** ` * backend: 'vulkan', name: 'NVIDIA H100'` in each line. */
export function parseAdapterList(message: string): ListedAdapter[] {
  return [...message.matchAll(/backend: '([^']*)', name: '(.*)'\s*$/gm)].map(([, backend = '', name = '']) => ({
    backend,
    name,
  }));
}
