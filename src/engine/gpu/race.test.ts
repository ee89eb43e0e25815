import { expect, test } from 'vitest';
import { race } from './race.ts';

/** Takes the given times in turn, the last one for ever. */
function contender(...times: number[]) {
  let run = 0;
  return {
    get runs() {
      return run;
    },
    time: async () => times[Math.min(run++, times.length - 1)] as number,
  };
}

const options = { rounds: 5, enoughMs: 0, now: () => 0 };

test('one run that looks too short decides nothing', async () => {
  expect(await race([contender(4), contender(6, 6, 0.01, 6)], options)).toEqual([4, 6]);
});

test('a GPU that wakes up is slow for all', async () => {
  let clock = 8;
  const waking = (ms: number) => ({
    time: async () => {
      clock -= 0.5;
      return ms * Math.max(1, clock);
    },
  });
  const [a, b] = await race([waking(2), waking(3)], { ...options, rounds: 7 });
  expect(a).toBeLessThan(b as number);
});

test('what is hopelessly slow runs twice only, one slow round is forgiven', async () => {
  const [fast, hopeless, stumbled] = [contender(1), contender(90), contender(50, 2)];
  expect(await race([fast, hopeless, stumbled], options)).toEqual([1, Number.POSITIVE_INFINITY, 2]);
  expect(hopeless.runs).toBe(2);
});

test('it goes on until it took long enough, and the last rounds count', async () => {
  let clock = 0;
  const timed = {
    time: async () => {
      clock += 10;
      return 100 - clock;
    },
  };
  expect(await race([timed], { rounds: 3, enoughMs: 55, now: () => clock })).toEqual([50]);
});
