import { expect, test } from 'vitest';
import { strftime } from './strftime.ts';

test('fields are written as Python writes them', () => {
  const date = new Date(Date.UTC(2024, 6, 6));
  expect(strftime(date, '%d %b %Y, %A %a %B %m/%y %H:%M:%S 5%% %Q')).toBe(
    '06 Jul 2024, Saturday Sat July 07/24 00:00:00 5% %Q',
  );
});
