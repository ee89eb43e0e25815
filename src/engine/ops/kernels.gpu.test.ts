import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openNullGpu } from '../../../tools/testing/gpu.ts';
import { persistentBuffer } from '../gpu/buffers.ts';
import { openGpu } from '../gpu/device.ts';
import { wgslOf } from '../gpu/kernel.ts';
import { createPipelineCache } from '../gpu/pipelines.ts';
import { createPlan, type Plan } from '../gpu/plan.ts';
import { adamWCases } from './testing/adamW.cases.ts';
import { argmaxCases } from './testing/argmax.cases.ts';
import { attentionCases, blockAttentionCases, matrixAttentionCases } from './testing/attention.cases.ts';
import { attentionDecodeCases } from './testing/attentionDecode.cases.ts';
import { crossEntropyCases } from './testing/crossEntropy.cases.ts';
import { dequantiseCases } from './testing/dequantise.cases.ts';
import { embedCases } from './testing/embed.cases.ts';
import { fewCases } from './testing/few.cases.ts';
import { kvCacheCases } from './testing/kvCache.cases.ts';
import { loraCases } from './testing/lora.cases.ts';
import { everyMatmulCase, largeMatmulCases } from './testing/matmul.cases.ts';
import { everyFusedCase } from './testing/matmulFused.cases.ts';
import { everyStackedCase } from './testing/matmulStacked.cases.ts';
import { normInputsCases } from './testing/normInputs.cases.ts';
import { narrow, type OpCase } from './testing/opCase.ts';
import { probeCases } from './testing/probe.cases.ts';
import { rmsNormCases } from './testing/rmsNorm.cases.ts';
import { ropeCases } from './testing/rope.cases.ts';
import { rowsCases } from './testing/rows.cases.ts';
import { sampleCases } from './testing/sample.cases.ts';
import { swigluCases } from './testing/swiglu.cases.ts';

const CASES: readonly OpCase[] = [
  ...adamWCases(),
  ...argmaxCases(),
  ...attentionCases(),
  ...blockAttentionCases(),
  ...attentionDecodeCases(),
  ...crossEntropyCases(),
  ...dequantiseCases(),
  ...embedCases(),
  ...fewCases(),
  ...kvCacheCases(),
  ...loraCases(),
  ...everyMatmulCase(),
  ...everyFusedCase(),
  ...everyStackedCase(),
  ...normInputsCases(),
  ...probeCases(),
  ...rmsNormCases(),
  ...ropeCases(),
  ...rowsCases(),
  ...sampleCases(),
  ...swigluCases(),
];

function planOf(test: OpCase): Plan {
  const plan = createPlan(test.name, { narrow: test.narrow });
  const refs = Object.entries(test.data).map(([name, data]) => [name, persistentBuffer(name, data.byteLength)]);
  test.record(plan, Object.fromEntries(refs));
  return plan;
}

const kernelsOf = (c: OpCase) => planOf(c).dispatches.map(({ kernel }) => kernel);
const KERNELS = CASES.flatMap((c) => [c, narrow(c)]).flatMap(kernelsOf);
/** Need more workgroup memory than the null adapter has. */
const LARGE = [...matrixAttentionCases(), ...largeMatmulCases()]
  .flatMap(kernelsOf)
  .filter((k) => k.definition.directives);

test('every kernel variant compiles within the default limits of WebGPU', async () => {
  const plain = KERNELS.filter((k) => !k.definition.directives);
  const gpu = await openGpu(await openNullGpu(), { defaultLimits: true });
  const pipelines = createPipelineCache(gpu.device);
  let done = 0;
  await pipelines.compile(plain, () => done++);
  expect(done).toBe(new Set(plain.map((k) => k.key)).size);
  expect(done).toBeGreaterThan(150);
  gpu.destroy();
});

test('the kernels in half precision and on subgroup matrices compile where an adapter has them', async () => {
  const matrix = KERNELS.filter((k) => k.definition.directives);
  const gpu = await openGpu(await openNullGpu());
  let done = 0;
  await createPipelineCache(gpu.device).compile(matrix, () => done++);
  expect(done).toBe(new Set(matrix.map((k) => k.key)).size);
  expect(done).toBeGreaterThan(60);
  gpu.destroy();
});

test('what needs more memory on subgroup matrices is valid WGSL', async () => {
  const gpu = await openGpu(await openNullGpu());
  const programs = new Map(LARGE.map((kernel) => [kernel.key, kernel]));
  expect(programs.size).toBeGreaterThan(50);
  for (const kernel of programs.values()) {
    const module = gpu.device.createShaderModule({ code: wgslOf(kernel) });
    expect((await module.getCompilationInfo()).messages, kernel.key).toEqual([]);
  }
  gpu.destroy();
});

describe('every WGSL file', () => {
  const root = new URL('../../../shaders/', import.meta.url);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.wgsl'));
  const used = new Set([...KERNELS, ...LARGE].flatMap((k) => [k.definition.source, ...k.definition.libs]));
  // Joined to every kernel by wgslOf.
  const always = ['lib/frame.wgsl'];

  test.each(files.filter((name) => !always.includes(name)))('%s is used by an op case', (name) => {
    expect(used).toContain(readFileSync(new URL(name, root), 'utf8'));
  });
});
