import { openGpu } from '../engine/gpu/device.ts';
import { throwIfAborted } from '../lib/abort.ts';
import { assertAdapterFits } from '../run/importAdapter.ts';
import { measureAdapter } from '../run/measureAdapter.ts';
import type { AdapterApi } from './adapterApi.ts';
import { readGivenAdapter } from './givenAdapter.ts';
import { openNamedModel } from './modelSource.ts';
import { receiveRows } from './rowsPort.ts';

/** Adapters of the person's own: looked at, and measured on the open rows. */
export function createAdapterDesk(): AdapterApi {
  let measuring: AbortController | null = null;
  return {
    async checkAdapter({ adapter: given, model: name, modelsUrl }) {
      const [adapter, model] = await Promise.all([readGivenAdapter(given), openNamedModel(name, modelsUrl)]);
      const doubt = assertAdapterFits(adapter, model, given.name);
      const { rank, alpha, targets, rslora } = adapter.lora;
      const numbers = adapter.tensors.reduce((sum, { data }) => sum + data.length, 0);
      return { shape: { rank, alpha, targets, rslora }, baseModel: adapter.baseModel, numbers, doubt };
    },

    async measureAdapter({ adapter: given, config, modelsUrl }, port, onProgress) {
      measuring?.abort();
      const own = new AbortController();
      measuring = own;
      const { signal } = own;
      const [data, adapter, model] = await Promise.all([
        receiveRows(port, signal),
        readGivenAdapter(given),
        openNamedModel(config.model, modelsUrl),
      ]);
      assertAdapterFits(adapter, model, given.name);
      throwIfAborted(signal);
      const gpu = await openGpu(navigator.gpu);
      try {
        return await measureAdapter(gpu, {
          ...{ config, model, adapter, signal, rows: data.parts.test.rows },
          onProgress: (phase, done, total) => onProgress({ phase, done, total }),
        });
      } finally {
        gpu.destroy();
        if (measuring === own) measuring = null;
      }
    },

    cancelMeasureAdapter: () => measuring?.abort(),
  };
}
