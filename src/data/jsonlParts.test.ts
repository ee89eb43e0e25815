import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refusal } from '../text/testing/refusal.ts';
import type { Example } from './examples.ts';
import { decodeJsonl } from './jsonlBytes.ts';
import { fromJsonl, toJsonl } from './jsonlParts.ts';
import { splitExamples, splitFingerprint } from './split.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.trim() !== '');
const example: fc.Arbitrary<Example> = fc.record({
  row: fc.nat(),
  prompt: text,
  completion: text,
  stratum: fc.option(fc.string({ unit: 'grapheme' })),
});

test('a part is read back as it was written', () => {
  fc.assert(
    fc.property(fc.array(example, { minLength: 1 }), (part) => {
      expect(fromJsonl(toJsonl(part), 'part.jsonl')).toEqual(part);
    }),
  );
});

test('three parts written and read back are the same split', () => {
  const rows = Array.from({ length: 40 }, (_, row) => ({
    row,
    prompt: `Q ${row}\n"?"`,
    completion: `A\u2028${row}`,
    stratum: `s ${row % 2}`,
  }));
  const split = splitExamples(rows, { parts: [80, 10, 10], seed: 3 });
  const back = (part: readonly Example[]) => fromJsonl(toJsonl(part), 'part.jsonl');
  const parts = { train: back(split.train), validation: back(split.validation), test: back(split.test) };
  expect(parts).toEqual({ train: split.train, validation: split.validation, test: split.test });
  expect(splitFingerprint(parts)).toBe(split.fingerprint);
});

test('a line holds id, stratum, prompt and completion, and other tools may leave out the first two', () => {
  expect(toJsonl([{ row: 9, prompt: 'p', completion: 'é', stratum: 's' }])).toBe(
    '{"id":9,"stratum":"s","prompt":"p","completion":"é"}\n',
  );
  expect(
    fromJsonl('{"prompt":"p","completion":"c"}\r\n\n{"id":"x7","prompt":"q","completion":"d","more":1}', 'a.jsonl'),
  ).toEqual([
    { row: 0, prompt: 'p', completion: 'c', stratum: null },
    { row: 1, prompt: 'q', completion: 'd', stratum: null },
  ]);
});

const GOOD = '{"prompt":"p","completion":"c"}\n';

test.each([
  ['', 'a.jsonl: the file is empty'],
  [`${GOOD}[1]\n`, 'a.jsonl: line 2: not a JSON object. Every line is {"prompt": "…", "completion": "…"}.'],
  [`${GOOD}\n{"prompt":"p","answer":"c"}`, 'a.jsonl: line 3: has no "completion". Fields found: prompt, answer.'],
  ['{}', 'a.jsonl: line 1: has no "prompt". Fields found: none.'],
  ['{"prompt":["p"],"completion":"c"}', 'a.jsonl: line 1: "prompt" is not a text'],
  ['{"prompt":"p","completion":" \\n"}', 'a.jsonl: line 1: "completion" is blank'],
])('a line that is no example is named with its file (%#)', (content, message) => {
  expect(refusal(() => fromJsonl(content, 'a.jsonl'))).toBe(message);
});

test('a line that is no JSON is named with its file', () => {
  expect(refusal(() => fromJsonl(`${GOOD}{"prompt":`, 'a.jsonl'))).toMatch(/^a\.jsonl: line 2: not valid JSON/);
});

test('bytes that are not UTF-8 are refused with their line, and never trained as replacement characters', () => {
  const good = new TextEncoder().encode('{"prompt":"a","completion":"é"}\n{"prompt":"b","completion":"');
  expect(refusal(() => decodeJsonl(Uint8Array.from([...good, 0xe9, 0x22, 0x7d]), 'train.jsonl'))).toBe(
    'train.jsonl: line 2: byte 61 is not UTF-8 text. JSONL files are UTF-8: save it in that encoding and open it again.',
  );
  expect(decodeJsonl(good, 'train.jsonl')).toContain('é');
});
