import { type BufferSlice, slice } from '../../gpu/buffers.ts';
import type { GpuContext } from '../../gpu/device.ts';
import type { DropoutKey } from '../dropout.ref.ts';
import { loraInputGradient, loraInputs } from '../lora.ts';
import { loraGradients } from '../loraGradients.ts';
import type { LoraModule } from '../loraModule.ts';
import { copyProbe } from '../probe.ts';
import { opCase, poison } from './opCase.ts';
import { bindCase } from './runCase.ts';

/**
 * The masks that the three kernels use, read out of a module of rank 64 on 64 tokens of 64 inputs, all 1: with A the identity u = mask;
 * with dy and B the identity v is, so dA = mask; and with A all ones dx = mask. `spareTokens`: capacity beyond the tokens in use.
 */
export async function masksOfKernels(gpu: GpuContext, key: DropoutKey, spareTokens = 0) {
  const n = 64;
  const identity = Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  const zeros = () => new Float32Array((n + spareTokens) * n);
  const test = opCase({
    name: 'masks of the kernels',
    frame: { tokens: n, rows: 0, ...key },
    data: {
      identity,
      ones: zeros().fill(1),
      u: zeros(),
      grads: new Float32Array(2 * n * n),
      dx: zeros(),
    },
    record: (plan, b) => {
      const module = (a: typeof b.ones): LoraModule => ({
        rank: n,
        inFeatures: n,
        outFeatures: n,
        scaling: 1,
        dropout: 0.1,
        stream: key.stream,
        a: slice(a, 0, n * n),
        b: slice(b.identity),
        gradA: slice(b.grads, 0, n * n),
        gradB: slice(b.grads, n * n),
      });
      const tokens = n + spareTokens;
      const [u] = loraInputs(plan, [module(b.identity)], { x: b.ones, tokens }) as [BufferSlice];
      copyProbe(plan, { count: n * n, per: 1 }, { x: u, y: b.u });
      const gradient = { module: module(b.ones), dy: b.identity, u };
      const [v] = loraGradients(plan, [gradient], { x: b.ones, tokens }) as [BufferSlice];
      loraInputGradient(plan, module(b.ones), { v, dx: b.dx });
    },
    expected: () => ({}),
  });
  const bound = await bindCase(gpu, test);
  await bound.run(test.frame);
  const read = async (name: string) => (await bound.read(name)).slice(0, n * n);
  const masks = { forward: await read('u'), dA: await read('grads'), dx: await read('dx') };
  await bound.close();
  return masks;
}

/** The mask of a module with `tokens` x `width` inputs and dropout 0.1: dx of rank 1 with dy, A and B all 1. */
export async function maskOf(gpu: GpuContext, key: DropoutKey, tokens: number, width: number): Promise<Float32Array> {
  const test = opCase({
    name: 'a mask',
    frame: { tokens, rows: 0, ...key },
    data: {
      dy: new Float32Array(tokens).fill(1),
      x: new Float32Array(tokens * width),
      a: new Float32Array(width).fill(1),
      b: Float32Array.of(1, 0, 0, 0),
      u: poison(tokens),
      grads: new Float32Array(64 + width),
      dx: new Float32Array(tokens * width),
    },
    record: (plan, b) => {
      const parts = { a: slice(b.a), b: slice(b.b), gradA: slice(b.grads, 64), gradB: slice(b.grads, 0, 4) };
      const module: LoraModule = {
        rank: 1,
        inFeatures: width,
        outFeatures: 1,
        scaling: 1,
        dropout: 0.1,
        stream: key.stream,
        ...parts,
      };
      const [v] = loraGradients(plan, [{ module, dy: b.dy, u: slice(b.u) }], { x: b.x, tokens }) as [BufferSlice];
      loraInputGradient(plan, module, { v, dx: b.dx });
    },
    expected: () => ({}),
  });
  const bound = await bindCase(gpu, test);
  await bound.run(test.frame);
  const mask = await bound.read('dx');
  await bound.close();
  return mask as Float32Array;
}

/** Share of elements that two masks both keep or both drop; b is shifted by `lag`. 0.9^2 + 0.1^2 = 0.82 where they are independent. */
export function agreement(a: Float32Array, b: Float32Array, lag = 0): number {
  let same = 0;
  for (let i = lag; i < a.length; i++) {
    if (a[i] === b[i - lag]) same++;
  }
  return same / (a.length - lag);
}

/** Share of kept elements of every `stride`-th of `count` elements from `begin` on. */
export function keptShare(mask: Float32Array, begin = 0, count = mask.length, stride = 1): number {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    if (mask[begin + i * stride] !== 0) kept++;
  }
  return kept / count;
}
