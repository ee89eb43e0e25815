import { expect, test } from 'vitest';
import { parseAddress, placeHref } from './place.ts';

test('an address names a place and perhaps a section of it', () => {
  expect(parseAddress('#/data')).toEqual({ place: 'data', section: null });
  expect(parseAddress(placeHref('data', 'split'))).toEqual({ place: 'data', section: 'split' });
  expect(parseAddress('#/model?settings=a%2Fb')).toEqual({ place: 'model', section: null });
});

test('what is no place is the start', () => {
  for (const hash of ['', '#', '#/', '#/nowhere/split', '#main']) expect(parseAddress(hash).place).toBe('start');
});
