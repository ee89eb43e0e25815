import { expect, test } from 'vitest';
import { help } from './help.ts';

test.each(Object.values(help.terms))('$name is explained in at most 30 words', ({ meaning }) => {
  expect(meaning.split(/\s+/).length).toBeLessThanOrEqual(30);
  expect(meaning).toMatch(/\.$/);
});
