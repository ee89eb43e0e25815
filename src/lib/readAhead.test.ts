import { describe, expect, it } from 'vitest';
import { readAhead } from './readAhead.ts';

describe('readAhead', () => {
  it('gives every item in order, the next one under way', async () => {
    const log: string[] = [];
    const fetch = async (item: number) => {
      log.push(`fetch ${item}`);
      return item * 10;
    };
    for await (const [item, fetched] of readAhead([1, 2, 3], fetch, 1)) log.push(`take ${item} ${fetched}`);
    expect(log).toEqual(['fetch 1', 'fetch 2', 'take 1 10', 'fetch 3', 'take 2 20', 'take 3 30']);
  });

  it('fetches as many ahead as it is told, and keeps their order', async () => {
    const log: string[] = [];
    const fetch = async (item: number) => {
      log.push(`fetch ${item}`);
      await new Promise((resolve) => setTimeout(resolve, 5 - item));
    };
    for await (const [item] of readAhead([1, 2, 3, 4], fetch, 2)) log.push(`take ${item}`);
    expect(log).toEqual(['fetch 1', 'fetch 2', 'fetch 3', 'take 1', 'fetch 4', 'take 2', 'take 3', 'take 4']);
  });

  it('gives nothing for nothing, and one for one', async () => {
    const all = async (items: number[]) => {
      const taken: number[] = [];
      for await (const [, fetched] of readAhead(items, async (item) => item, 1)) taken.push(fetched);
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
      for await (const [item] of readAhead([1, 2, 3, 4], fetch, 1)) taken.push(item);
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
    for await (const [item] of readAhead([1, 2, 3], fetch, 1)) if (item === 1) break;
    expect(open).toBe(0);
  });
});
