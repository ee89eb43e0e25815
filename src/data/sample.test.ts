import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseTemplate } from '../text/promptTemplate.ts';
import { demoTokenizer } from '../text/testing/demoTokenizer.ts';
import { parseCsv } from './csv.ts';
import { buildExamples } from './examples.ts';
import { columnValues, filterRows, parseWhere } from './filter.ts';
import { splitExamples } from './split.ts';
import { tokenise } from './tokens.ts';

const NAME = 'symptoms-sample.csv';
const TABLE = await parseCsv(new Uint8Array(readFileSync(new URL(`../../public/samples/${NAME}`, import.meta.url))), {
  fileName: NAME,
});
const SYMPTOMS = filterRows(TABLE, [parseWhere('qtype=symptoms')]);

test('the bundled sample is clean, large enough and says what it is', () => {
  expect(TABLE.warnings).toEqual([]);
  expect(TABLE.columns).toEqual(['qtype', 'Question', 'Answer', 'topic', 'note']);
  expect(TABLE.rows).toHaveLength(400);
  expect(SYMPTOMS).toHaveLength(160);
  expect(columnValues(TABLE, 'qtype', 9).map(({ value }) => value)).toEqual([
    'symptoms',
    'information',
    'causes',
    'prevention',
  ]);
  expect(columnValues(TABLE, 'topic', 20, SYMPTOMS)).toHaveLength(9);
  expect(columnValues(TABLE, 'topic', 20, SYMPTOMS).every(({ count }) => count >= 10)).toBe(true);
  expect(columnValues(TABLE, 'note', 9)).toEqual([
    { value: 'demonstration, not medical advice', count: TABLE.rows.length },
  ]);
});

test('its answers on symptoms share one shape and its rows are short', () => {
  const prompt = parseTemplate('Question type: {{qtype}}\nQuestion: {{Question}}');
  const settings = { prompt, completion: parseTemplate('{{Answer}}'), stratify: 'topic' };
  const { examples, left } = buildExamples(TABLE, SYMPTOMS, settings);
  expect(left).toMatchObject({ empty: 0, duplicates: 0 });
  for (const { completion } of examples)
    expect(completion).toMatch(/^Common signs: [^,.]+, [^,.]+ and [^.]+\. Ask a doctor\.$/);
  const { audit } = tokenise(examples, demoTokenizer('mini'), { maxLength: 512 });
  expect(audit.tokens / audit.rows).toBeLessThan(64);
  expect(audit.longest).toBeLessThanOrEqual(80);
  const split = splitExamples(examples, { parts: [80, 10, 10], seed: 42 });
  expect([split.train.length, split.validation.length, split.test.length]).toEqual([128, 16, 16]);
  expect(split.strata.some(({ pooled }) => pooled)).toBe(false);
});

test('no question or answer of it comes twice, and no two answers share most of their words', () => {
  const cells = (name: string) => {
    const column = TABLE.columns.indexOf(name);
    return TABLE.rows.map((row) => row[column] ?? '');
  };
  expect(new Set(cells('Question').map((text) => text.toLowerCase())).size).toBe(400);
  const words = cells('Answer').map(
    (text) =>
      new Set(
        text
          .replace(/^Common signs: | Ask a doctor\.$/g, '')
          .toLowerCase()
          .match(/[a-z']+/g),
      ),
  );
  const alike = words.flatMap((a, i) => words.slice(0, i).filter((b) => similarity(a, b) > 0.55));
  expect(alike).toEqual([]);
});

/** Shared words over all words of two answers (Jaccard). */
function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / (a.size + b.size - shared);
}
