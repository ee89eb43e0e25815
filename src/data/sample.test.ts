import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseWhere } from '../lib/condition.ts';
import { parseTemplate } from '../text/promptTemplate.ts';
import { demoTokenizer } from '../text/testing/demoTokenizer.ts';
import { auditRows } from './audit.ts';
import { buildExamples } from './examples.ts';
import { columnValues, filterRows } from './filter.ts';
import { groupNearDuplicates } from './nearDuplicates.ts';
import { openTable } from './openData.ts';
import { splitExamples } from './split.ts';
import { allRows } from './table.ts';
import { encodeExamples } from './tokens.ts';

const NAME = 'symptoms-sample.csv';
const TABLE = await openTable([
  new File([readFileSync(new URL(`../../public/samples/${NAME}`, import.meta.url))], NAME),
]);
const SYMPTOMS = await filterRows(TABLE, [parseWhere('qtype=symptoms')]);

test('the bundled sample is clean, large enough and says what it is', async () => {
  expect(TABLE.warnings).toEqual([]);
  expect(TABLE.columns).toEqual(['qtype', 'Question', 'Answer', 'topic', 'note']);
  expect(TABLE.rowCount).toBe(400);
  expect(SYMPTOMS).toHaveLength(160);
  const types = columnValues(TABLE, 'qtype');
  expect(types.map(({ value }) => value)).toEqual(['symptoms', 'information', 'causes', 'prevention']);
  const topics = columnValues(TABLE, 'topic', SYMPTOMS);
  expect(topics).toHaveLength(9);
  expect(topics.every(({ count }) => count >= 10)).toBe(true);
  expect(columnValues(TABLE, 'note')).toEqual([{ value: 'demonstration, not medical advice', count: TABLE.rowCount }]);
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
  expect(audit.longest).toBeLessThanOrEqual(80);
  const split = splitExamples(examples, { parts: [80, 10, 10], seed: 42 });
  expect([split.train.length, split.validation.length, split.test.length]).toEqual([128, 16, 16]);
  expect(split.strata.some(({ pooled }) => pooled)).toBe(false);
});

test('no question or answer of it comes twice, and no two answers share most of their words', async () => {
  const questions = await column('Question');
  const answers = await column('Answer');
  expect(new Set(questions.map((text) => text.toLowerCase())).size).toBe(TABLE.rowCount);
  const texts = questions.map((question, row) => `${question} ${answers[row]}`);
  expect([...(await groupNearDuplicates(texts, { threshold: 0.7 }))]).toEqual(allRows(TABLE));
  const words = answers.map(
    (text) =>
      new Set(
        text
          .replace(SHAPE, '')
          .toLowerCase()
          .match(/[a-z']+/g),
      ),
  );
  const alike = words.flatMap((a, i) => words.slice(0, i).filter((b) => similarity(a, b) > 0.55));
  expect(alike).toEqual([]);
});

/** What all answers on symptoms have in common. */
const SHAPE = /^Common signs: | Ask a doctor\.$/g;

async function column(name: string): Promise<string[]> {
  const at = TABLE.columns.indexOf(name);
  const cells: string[] = [];
  for await (const rows of TABLE.read(allRows(TABLE))) for (const row of rows) cells.push(row.cells[at] ?? '');
  return cells;
}

/** Shared words over all words of two answers (Jaccard). */
function similarity(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / (a.size + b.size - shared);
}
