import { UserError } from '../lib/errors.ts';
import type { Io } from './io.ts';
import { softwareGpuEnvironment } from './softwareGpu.ts';

const MARK = 'TABTUNE_SOFTWARE_GPU';

/**
 * What `--device software` must add to the environment of a new process, or null when this process has it: the dynamic linker
 * looks for Vulkan only where LD_LIBRARY_PATH pointed when the process began. Throws a UserError where SwiftShader is not installed.
 */
export async function softwareRestartEnvironment(io: Io): Promise<Record<string, string> | null> {
  if (io.env[MARK] === '1') return null;
  const environment = await softwareGpuEnvironment();
  if (environment === null) {
    throw new UserError('SwiftShader is not installed here', {
      where: '--device software',
      remedy:
        'It comes with the npm package @sparticuz/chromium (Linux x64): run "npm install" in the project, or use --device auto.',
    });
  }
  return { ...environment, [MARK]: '1' };
}
