import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSheets } from './mergeSheets.ts';
import { readReview } from './readReview.ts';
import { writeReviewFile } from './reviewFile.ts';
import { reviewItems, runMark } from './reviewItems.ts';
import { PERSON_CLASSES } from './reviewRecord.ts';
import { examplePredictions } from './testing/examplePredictions.ts';

const SEED = 5;
const predictions = examplePredictions(4);
const run = runMark(predictions);
const items = reviewItems(predictions, SEED);
const file = (text: string, name = 'anna.csv') => ({ name, bytes: new TextEncoder().encode(text) });
const read = (text: string, name?: string) => readReview(file(text, name), predictions, SEED);

describe('items for reviewers', () => {
  it('are all answers of both models, shuffled by the seed, with ids that do not tell which is whose', () => {
    expect(items).toHaveLength(8);
    expect(new Set(items.map(({ id }) => id)).size).toBe(8);
    for (const { id } of items) expect(id).toMatch(/^a[0-9a-f]{10}$/);
    expect(reviewItems(predictions, SEED)).toEqual(items);
    expect(items.map(({ index }) => index)).not.toEqual(items.map(({ index }) => index).toSorted((a, b) => a - b));
    expect(reviewItems(predictions, SEED + 1).map(({ id }) => id)).not.toContain(items[0]?.id);
  });
});

describe('the file for reviewers', () => {
  it('does not say which model wrote an answer when it is blind', () => {
    for (const format of ['csv', 'jsonl'] as const) {
      const blind = writeReviewFile(items, { run, format, blind: true });
      expect(blind).not.toMatch(/base|tuned/);
      expect(blind).toContain(items[0]?.id);
      expect(writeReviewFile(items, { run, format, blind: false })).toMatch(/tuned/);
    }
  });

  it('keeps a spreadsheet from calculating an answer', () => {
    const csv = writeReviewFile(items, { run, format: 'csv', blind: true });
    expect(csv).toContain(`"'=unrelated, ""words""\nonly"`);
    expect(csv.startsWith('\ufeffrun,id,question,')).toBe(true);
  });

  it.each(['csv', 'jsonl'] as const)('comes back filled in as %s, whatever was judged', (format) => {
    const said = fc.array(fc.option(fc.constantFrom(...PERSON_CLASSES)), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(said, (classes) => {
        if (classes.every((one) => one === null)) return;
        const written = writeReviewFile(items, { run, format, blind: true });
        const filled = items.reduce((text, { id }, i) => fillIn(text, format, id, classes[i] ?? ''), written);
        const { sheets, open } = readReview(file(filled, `anna.${format}`), predictions, SEED);
        expect(open).toBe(classes.filter((one) => one === null).length);
        const expected = items.flatMap(({ index, model }, i) => {
          const one = classes[i];
          return one ? [{ index, model, class: one }] : [];
        });
        expect(sheets).toEqual([{ reviewer: 'anna', fileName: `anna.${format}`, blind: true, verdicts: expected }]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a file that comes back', () => {
  const [first, second] = items.map(({ id }) => id);
  const header = 'run,id,class,reviewer';

  it('may have semicolons, numbers for classes, capitals and several reviewers', () => {
    const { sheets, open } = read(
      `RUN;ID;Class;Reviewer\r\n${run};${first};1;Anna\r\n${run};${second};Incorrect;Ben\r\n;${first};;Ben\r\n`,
    );
    expect(sheets.map(({ reviewer, verdicts }) => [reviewer, verdicts.map((one) => one.class)])).toEqual([
      ['Anna', ['correct']],
      ['Ben', ['incorrect']],
    ]);
    expect(open).toBe(1);
  });

  it('is refused as a whole with what is wrong, row by row', () => {
    const text = [
      header,
      `${run},x1,1,`,
      `r0,${first},1,`,
      `${run},${first},good,`,
      `${run},${second},1,`,
      `${run},${second},2,`,
    ];
    expect(() => read(text.join('\n'))).toThrow(
      `anna.csv: row 2: no answer of this run has the id x1; row 3: it belongs to another run (r0, this one is ${run}); ` +
        `row 4: "good" is no class; use correct, underspecified or incorrect (or 1, 2, 3); row 6: anna judged ${second} twice: correct and underspecified.`,
    );
    const many = [header, ...Array.from({ length: 9 }, (_, i) => `${run},x${i},1,`)].join('\n');
    expect(() => read(many)).toThrow('and 4 more rows');
  });

  it('is refused when it is no such file', () => {
    expect(() => read('a,b\n1,2')).toThrow('anna.csv: has no column id and class');
    expect(() => read(header)).toThrow('holds no row');
    expect(() => read(`${header}\n${run},${first},,`)).toThrow('no row has a class yet');
    expect(() => read(`${header}\n"${run}`)).toThrow('a quote is broken');
    expect(() => read('{"id":\n', 'anna.jsonl')).toThrow('line 1 is no JSON');
    expect(() => read('{"id":"x"}\n', 'anna.jsonl')).toThrow('has no column class');
  });

  it('never throws anything but a message for a person', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 80 }), fc.constantFrom('', `${header}\n`, '{"id":"'), (text, start) => {
        try {
          read(start + text);
        } catch (error) {
          expect(error).toHaveProperty('name', 'UserError');
        }
      }),
    );
  });

  it("takes the place of a reviewer's older sheet", () => {
    const of = (reviewer: string, fileName: string) => ({ reviewer, fileName, blind: true, verdicts: [] });
    const merged = mergeSheets([of('a', '1'), of('b', '1')], [of('a', '2')]);
    expect(merged.map(({ reviewer, fileName }) => reviewer + fileName)).toEqual(['b1', 'a2']);
  });
});

/** As a reviewer does: the class goes into the row with the id. */
function fillIn(text: string, format: 'csv' | 'jsonl', id: string, said: string): string {
  if (format === 'jsonl') {
    return text
      .split('\n')
      .map((line) => (line.includes(id) ? JSON.stringify({ ...JSON.parse(line), class: said }) : line))
      .join('\n');
  }
  const at = text.indexOf(id);
  const end = text.indexOf(',,\r\n', at);
  return `${text.slice(0, end)}${said}${text.slice(end)}`;
}
