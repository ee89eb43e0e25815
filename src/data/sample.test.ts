import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseTemplate } from '../text/promptTemplate.ts';
import { demoTokenizer } from '../text/testing/demoTokenizer.ts';
import { auditRows } from './audit.ts';
import { parseCsv } from './csv.ts';
import { buildExamples } from './examples.ts';
import { columnValues, filterRows, parseWhere } from './filter.ts';
import { splitExamples } from './split.ts';
import { encodeExamples } from './tokens.ts';

const NAME = 'symptoms-sample.csv';
const TABLE = await parseCsv(new Uint8Array(readFileSync(new URL(`../../public/samples/${NAME}`, import.meta.url))), {
  fileName: NAME,
});
const SYMPTOMS = await filterRows(TABLE, [parseWhere('qtype=symptoms')]);

test('the bundled sample is clean, large enough and says what it is', async () => {
  expect(TABLE.warnings).toEqual([]);
  expect(TABLE.columns).toEqual(['qtype', 'Question', 'Answer', 'topic', 'note']);
  expect(await columnValues(TABLE, 'qtype', 9)).toHaveLength(4);
  const topics = await columnValues(TABLE, 'topic', 9, SYMPTOMS);
  expect(topics.every(({ count }) => count >= 10)).toBe(true);
  expect(topics.length).toBeGreaterThanOrEqual(6);
  expect(SYMPTOMS.length).toBeGreaterThanOrEqual(60);
  expect(await columnValues(TABLE, 'note', 9)).toEqual([
    { value: 'demonstration, not medical advice', count: TABLE.rowCount },
  ]);
});

test('its answers on symptoms share one shape and its rows are short', async () => {
  const prompt = parseTemplate('Question type: {{qtype}}\nQuestion: {{Question}}');
  const settings = { prompt, completion: parseTemplate('{{Answer}}'), stratify: 'topic' };
  const { examples, left } = await buildExamples(TABLE, SYMPTOMS, settings);
  expect(left).toMatchObject({ empty: 0, duplicates: 0 });
  for (const { completion } of examples)
    expect(completion).toMatch(/^Common signs: [^,.]+, [^,.]+ and [^.]+\. Ask a doctor\.$/);
  const audit = auditRows(await encodeExamples(examples, demoTokenizer('mini')), 512);
  expect(audit.tokens / audit.rows).toBeLessThan(64);
  expect(audit.longest).toBeLessThanOrEqual(72);
  const split = splitExamples(examples, { parts: [80, 10, 10], seed: 42 });
  expect([split.train.length, split.validation.length, split.test.length]).toEqual([53, 7, 6]);
  expect(split.strata.some(({ pooled }) => pooled)).toBe(false);
});
