import { defineConfig } from 'vitest/config';
import { softwareGpuEnvironment } from './src/cli/softwareGpu.ts';
import { webAssembly } from './tools/webAssembly.ts';

const GPU_TESTS = 'src/**/*.gpu.test.ts';
/** SwiftShader has no half precision: these run on the machine's own adapter, and not in `npm test` (docs/method.md, Checks). */
const F16_TESTS = 'src/**/*.f16.test.ts';

export default defineConfig(async () => ({
  test: {
    projects: [
      {
        plugins: [webAssembly()],
        test: {
          name: 'unit',
          environment: 'node',
          // On two cores vitest would take one process: 95 s in place of 50.
          pool: 'threads',
          maxWorkers: 2,
          include: ['src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
          exclude: [GPU_TESTS, F16_TESTS, 'tools/**/*.gpu.test.ts', '**/node_modules/**'],
        },
      },
      {
        plugins: [webAssembly()],
        test: {
          name: 'gpu',
          environment: 'node',
          include: [GPU_TESTS, 'tools/**/*.gpu.test.ts'],
          // Its environment is set before a process starts. SwiftShader takes every core but compiles on one, so that two processes fill what one leaves; a
          // process for each file would load the engine and Dawn 46 times, which took 28 s more.
          pool: 'forks',
          maxWorkers: 2,
          isolate: false,
          env: (await softwareGpuEnvironment()) ?? {},
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        plugins: [webAssembly()],
        test: {
          name: 'f16',
          environment: 'node',
          include: [F16_TESTS],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
}));
