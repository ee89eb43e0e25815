import type { GpuContext } from '../engine/gpu/device.ts';
import { openGpu } from '../engine/gpu/device.ts';
import { RunError, UserError } from '../lib/errors.ts';
import { listAdapters } from './adapters.ts';
import { createDawnGpu } from './dawn.ts';
import { diskTuneStore } from './diskTuneStore.ts';
import { pollPatiently } from './patientPolling.ts';

const ENABLED = 'enable-dawn-features=allow_unsafe_apis,vulkan_enable_f16_on_nvidia';
const DISABLED = 'disable-dawn-features=timestamp_quantization';

/** Lets Dawn offer half precision and subgroup matrices, which it still counts as experimental, and exact timestamps; the kernels are the program's own. */
export const DAWN_FEATURES = [ENABLED, DISABLED];

/** Workgroup memory is not zeroed, which no kernel relies on: SwiftShader compiles the zeroing into code for every element. */
const SOFTWARE_FEATURES = [`${ENABLED},disable_workgroup_init`, DISABLED];

const SOFTWARE_HINT = 'Use --device software to run on the CPU, slowly.';

/**
 * The GPU that `--device` names. `auto` takes the first real one and refuses a software adapter, so that nobody waits hours without
 * knowing why. For `software` the process already runs in SwiftShader's environment (software.ts).
 */
export async function openCliGpu(choice: string): Promise<GpuContext> {
  if (choice !== 'auto' && choice !== 'software') return openNamedGpu(choice);
  if (choice === 'software') pollPatiently();
  const gpu = await createDawnGpu(choice === 'software' ? SOFTWARE_FEATURES : DAWN_FEATURES);
  if ((await gpu.requestAdapter({ powerPreference: 'high-performance' })) === null) {
    throw new RunError(`No GPU was found. Check the driver with "tabtune devices". ${SOFTWARE_HINT}`);
  }
  const context = await openGpu(gpu, { tuneStore: diskTuneStore(process.env) });
  if (choice === 'auto' && context.description.software) {
    const { name } = context.description;
    context.destroy();
    throw new RunError(
      `No GPU was found, only the software adapter "${name}". ${SOFTWARE_HINT} "tabtune devices" has its name for --device.`,
    );
  }
  return context;
}

async function openNamedGpu(name: string): Promise<GpuContext> {
  const adapters = await listAdapters();
  if (!adapters.some((adapter) => adapter.name.includes(name))) {
    const known = adapters.map((adapter) => `"${adapter.name}"`).join(', ');
    throw new UserError(`no adapter is called "${name}"`, {
      where: '--device',
      remedy: known === '' ? 'No adapter was found here.' : `There are: ${known}.`,
    });
  }
  return openGpu(await createDawnGpu([`adapter=${name}`, ...DAWN_FEATURES]), { tuneStore: diskTuneStore(process.env) });
}
