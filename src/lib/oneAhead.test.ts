import { describe, expect, it } from 'vitest';
import { oneAhead } from './oneAhead.ts';

describe('oneAhead', () => {
  it('gives every item in order, the next one under way', async () => {
    const log: string[] = [];
    const fetch = async (item: number) => {
      log.push(`fetch ${item}`);
      return item * 10;
    };
    for await (const [item, fetched] of oneAhead([1, 2, 3], fetch)) log.push(`take ${item} ${fetched}`);
    expect(log).toEqual(['fetch 1', 'fetch 2', 'take 1 10', 'fetch 3', 'take 2 20', 'take 3 30']);
  });

  it('gives nothing for nothing, and one for one', async () => {
    const all = async (items: number[]) => {
      const taken: number[] = [];
      for await (const [, fetched] of oneAhead(items, async (item) => item)) taken.push(fetched);
      return taken;
    };
    expect(await all([])).toEqual([]);
    expect(await all([0])).toEqual([0]);
  });

  it('throws where the turn of what failed comes, and fetches no more', async () => {
    const fetched: number[] = [];
    const taken: number[] = [];
    const work = async () => {
      const fetch = async (item: number) => {
        fetched.push(item);
        if (item === 2) throw new Error('cut');
        return item;
      };
      for await (const [item] of oneAhead([1, 2, 3, 4], fetch)) taken.push(item);
    };
    await expect(work()).rejects.toThrow('cut');
    expect(taken).toEqual([1]);
    expect(fetched).toEqual([1, 2, 3]);
  });

  it('waits for what is under way when the caller stops', async () => {
    let open = 0;
    const fetch = async (item: number) => {
      open++;
      await new Promise((resolve) => setTimeout(resolve, 1));
      open--;
      return item;
    };
    for await (const [item] of oneAhead([1, 2, 3], fetch)) if (item === 1) break;
    expect(open).toBe(0);
  });
});
