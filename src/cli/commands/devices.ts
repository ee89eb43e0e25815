import { describeAdapter, hasMatrices } from '../../engine/gpu/device.ts';
import type { GpuDescription, Tier } from '../../engine/types.ts';
import { formatBytes } from '../../lib/format.ts';
import { tierName } from '../../run/tierText.ts';
import { listAdapters } from '../adapters.ts';
import type { Command } from '../command.ts';
import { createDawnGpu } from '../dawn.ts';
import { DAWN_FEATURES } from '../gpu.ts';
import type { Io } from '../io.ts';
import { EXIT_DONE, printLine } from '../io.ts';
import { DEVICE_OPTION, HELP_OPTION, JSON_OPTION } from '../options.ts';

/** An adapter with the name that `--device` takes. */
interface Device extends GpuDescription {
  readonly device: string;
  readonly backend: string;
  /** What `--precision auto` chooses from, f32 besides. */
  readonly tiers: readonly Tier[];
}

export const devicesCommand: Command = {
  name: 'devices',
  summary: 'List the GPUs, with features and limits.',
  usage: ['tabtune devices [--device software] [--json]'],
  options: [DEVICE_OPTION, JSON_OPTION, HELP_OPTION],
  run: async (args, io) => {
    const devices = await describeDevices();
    if (args.has('json')) for (const device of devices) printLine(io, device);
    else printDevices(io, devices);
    return EXIT_DONE;
  },
};

async function describeDevices(): Promise<Device[]> {
  const devices: Device[] = [];
  for (const { name, backend } of await listAdapters()) {
    const adapter = await (
      await createDawnGpu([`adapter=${name}`, `backend=${backend}`, ...DAWN_FEATURES])
    ).requestAdapter();
    if (adapter === null) continue;
    const tiers: Tier[] = ['f32'];
    if (adapter.features.has('shader-f16')) tiers.push('half');
    if (hasMatrices(adapter, adapter)) tiers.push('matrix');
    devices.push({ device: name, backend, tiers, ...describeAdapter(adapter) });
  }
  return devices;
}

function printDevices(io: Io, devices: readonly Device[]): void {
  if (devices.length === 0) io.out('No GPU was found. "tabtune devices --device software" shows the software one.\n');
  for (const { device, backend, name, software, features, tiers, limits } of devices) {
    io.out(`${device} (${backend}${software ? ', software' : ''})\n`);
    if (name !== device) io.out(`  description: ${name}\n`);
    io.out(`  precision: ${tiers.map(tierName).join('; ')}\n`);
    io.out(`  features: ${features.join(', ') || 'none'}\n`);
    for (const [limit, value] of Object.entries(limits)) {
      io.out(`  ${limit}: ${/Size$/.test(limit) ? formatBytes(value) : value}\n`);
    }
  }
}
