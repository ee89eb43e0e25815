import { describe, expect, it } from 'vitest';
import { createRandom, hashString, mixSeeds, shuffle } from './random.ts';

const draw = (seed: number, n: number) => {
  const random = createRandom(seed);
  return Array.from({ length: n }, () => random.next());
};

describe('createRandom', () => {
  it('repeats its stream for a seed and differs for another, also above 32 bits', () => {
    expect(draw(42, 5)).toEqual(draw(42, 5));
    expect(draw(42, 5)).not.toEqual(draw(43, 5));
    expect(draw(1, 5)).not.toEqual(draw(1 + 2 ** 32, 5));
    expect(draw(0, 5)).not.toEqual(draw(-1, 5));
  });

  it('is uniform in [0, 1): mean, variance and every sixteenth', () => {
    const values = draw(7, 160_000);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.003);
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.001);
    const counts = new Array<number>(16).fill(0);
    for (const value of values) counts[Math.floor(value * 16)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
  });

  it('uses the low bits too', () => {
    const low = draw(3, 10_000).map((value) => (value * 2 ** 53) % 2);
    const ones = low.reduce((a, b) => a + b);
    expect(Math.abs(ones - 5000)).toBeLessThan(250);
  });

  it('draws a standard normal', () => {
    const random = createRandom(11);
    const values = Array.from({ length: 100_000 }, () => random.normal());
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + b * b, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / values.length;
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.003);
  });
});

describe('shuffle', () => {
  it('keeps the items and leaves its input alone', () => {
    const items = Array.from({ length: 100 }, (_, i) => i);
    const shuffled = shuffle(items, createRandom(1));
    expect(items[50]).toBe(50);
    expect(shuffled).not.toEqual(items);
    expect(shuffled.toSorted((a, b) => a - b)).toEqual(items);
  });

  it('puts every item in every place equally often', () => {
    const random = createRandom(5);
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const key = shuffle(['a', 'b', 'c'], random).join('');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(200);
  });
});

describe('hashString and mixSeeds', () => {
  it('give 32-bit numbers that depend on every part and its place', () => {
    expect(hashString('q_proj')).not.toBe(hashString('v_proj'));
    expect(hashString('\u0100')).not.toBe(hashString('\u0001'));
    expect(mixSeeds(1, 2)).not.toBe(mixSeeds(2, 1));
    expect(mixSeeds(1)).not.toBe(mixSeeds(1, 0));
    expect(mixSeeds(2 ** 40)).not.toBe(mixSeeds(0));
    for (const value of [hashString('x'), mixSeeds(42, 7)]) {
      expect(Number.isInteger(value) && value >= 0 && value < 2 ** 32).toBe(true);
    }
  });

  it('do not collide on a grid of small seeds', () => {
    const seen = new Set<number>();
    for (let a = 0; a < 50; a++) for (let b = 0; b < 50; b++) seen.add(mixSeeds(a, b));
    expect(seen.size).toBe(2500);
  });
});
