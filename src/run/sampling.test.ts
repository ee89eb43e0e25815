import { expect, test } from 'vitest';
import { atStrength, samplingOf } from './sampling.ts';
import { checkSampling } from './samplingSettings.ts';
import { EXAMPLE_ADAPTER } from './testing/exampleRun.ts';

test('the strength of an adapter scales lora_B and leaves lora_A alone; 1 changes nothing', () => {
  const [a, b] = EXAMPLE_ADAPTER;
  const tensors = [a, { ...b, data: Float32Array.of(1, -2, 3, 0, 0, 0, 0, 0.5) }] as typeof EXAMPLE_ADAPTER;
  expect(atStrength(tensors, 1)).toBe(tensors);
  const [halfA, halfB] = atStrength(tensors, 0.5);
  expect(halfA).toBe(a);
  expect([...(halfB?.data ?? [])]).toEqual([0.5, -1, 1.5, 0, 0, 0, 0, 0.25]);
  expect(atStrength(tensors, 0)[1]?.data.every((value) => value === 0)).toBe(true);
});

test('temperature 0 draws nothing, and values out of range are refused by name', () => {
  expect(samplingOf({ temperature: 0, topP: 0.5, seed: 1 })).toBe(null);
  expect(samplingOf({ temperature: 0.5, topP: 0.5, seed: 1 })).toEqual({ temperature: 0.5, topP: 0.5, seed: 1 });
  expect(checkSampling('strength', 1.5)).toBe(1.5);
  expect(() => checkSampling('strength', 1.6)).toThrow(
    '--adapter-strength: 1.6 is not allowed. Give a number from 0 to 1.5.',
  );
  expect(() => checkSampling('topP', 'a')).toThrow('--top-p: "a" is not allowed');
});
