import { describe, expect, it } from 'vitest';
import { spread } from './limitRows.ts';

describe('spread', () => {
  it('takes equal steps over all items, the first included', () => {
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 4)).toEqual([0, 2, 5, 7]);
    expect(spread([0, 1, 2], 1)).toEqual([0]);
  });

  it('leaves few items as they are, so that limiting twice changes nothing', () => {
    const once = spread(
      Array.from({ length: 100 }, (_, i) => i),
      7,
    );
    expect(spread(once, 7)).toEqual(once);
    expect(spread([1, 2], 5)).toEqual([1, 2]);
  });
});
