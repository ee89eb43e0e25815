import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { RunError } from '../../lib/errors.ts';
import type { Kernel } from './kernel.ts';
import { createPipelineCache, type PipelineCache } from './pipelines.ts';
import { affineKernel } from './testing/kernels.ts';

/** A compiler that ends when it is told to. */
class Compiler {
  readonly begun: string[] = [];
  private readonly ends = new Map<string, { resolve: () => void; reject: () => void }>();
  readonly device = {
    createShaderModule: () => ({ getCompilationInfo: async () => ({ messages: [] }) }),
    createBindGroupLayout: () => ({}),
    createPipelineLayout: () => ({}),
    createComputePipelineAsync: ({ label }: { label: string }) => {
      this.begun.push(label);
      return new Promise<object>((resolve, reject) => {
        this.ends.set(label, { resolve: () => resolve({ label }), reject: () => reject(new Error('no')) });
      });
    },
  } as unknown as GPUDevice;

  async end(kernel: Kernel, how: 'resolve' | 'reject' = 'resolve'): Promise<void> {
    this.ends.get(kernel.key)?.[how]();
    await new Promise((resolve) => setTimeout(resolve));
  }
}

const likely = Array.from({ length: 30 }, (_, i) => affineKernel(100 + i));
const keys = (kernels: readonly Kernel[]) => kernels.map(({ key }) => key);
const at = (i: number) => likely[i] as Kernel;

beforeAll(() => {
  vi.stubGlobal('GPUShaderStage', { COMPUTE: 4 });
});
afterAll(() => vi.unstubAllGlobals());

let compiler: Compiler;
let pipelines: PipelineCache;
beforeEach(() => {
  compiler = new Compiler();
  pipelines = createPipelineCache(compiler.device);
});

test('what is compiled ahead is begun twelve at a time, in order, each once', async () => {
  pipelines.ahead([...likely, ...likely]);
  expect(compiler.begun).toEqual(keys(likely.slice(0, 12)));
  await compiler.end(at(3));
  pipelines.ahead(likely);
  expect(compiler.begun).toEqual(keys(likely.slice(0, 13)));
});

test('what is waited for is begun at once, also where it stands in line, and holds back what does', async () => {
  const asked = Array.from({ length: 11 }, (_, i) => affineKernel(i));
  const done = pipelines.compile(asked);
  pipelines.ahead(likely);
  expect(compiler.begun).toEqual([...keys(asked), at(0).key]);
  const late = pipelines.compile([at(20)]);
  expect(compiler.begun.at(-1)).toBe(at(20).key);
  for (const kernel of [...asked.slice(0, 10), at(20)]) await compiler.end(kernel);
  await late;
  expect(compiler.begun).toContain(at(9).key);
  expect(compiler.begun.filter((key) => key === at(20).key)).toHaveLength(1);
  await compiler.end(asked[10] as Kernel);
  await done;
  expect(pipelines.get(at(20))).toEqual({ label: at(20).key });
});

test('one that fails ahead is told to who asks for it, and to nobody else', async () => {
  pipelines.ahead([at(0), at(1)]);
  await compiler.end(at(0), 'reject');
  await compiler.end(at(1));
  await pipelines.compile([at(1)]);
  const asked = pipelines.compile([at(0)]);
  asked.catch(() => undefined);
  await compiler.end(at(0), 'reject');
  await expect(asked).rejects.toBeInstanceOf(RunError);
});
