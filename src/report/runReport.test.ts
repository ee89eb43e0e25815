import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatPerplexity } from '../lib/format.ts';
import type { RunRecord } from '../run/record.ts';
import { applyReview } from '../run/review/applyReview.ts';
import { exampleRun } from '../run/testing/exampleRun.ts';
import { RECIPE } from './recipe.ts';
import { type ReportFormat, writeReport } from './runReport.ts';
import { elementsOf, parseXml, shapeOf, textOf, type XmlElement } from './testing/parseXml.ts';
import { reportedRun, SECRET } from './testing/reportedRun.ts';

const html = (run: RunRecord, text = true) => parseXml(writeReport(run, 'html', { text }));
const run = reportedRun();

/** Cells of the table with this caption, row by row. */
function table(document: XmlElement, caption: RegExp): string[][] {
  const found = elementsOf(document, 'table').find((one) =>
    caption.test(textOf(elementsOf(one, 'caption')[0] as XmlElement)),
  );
  if (found === undefined) throw new Error(`no table ${caption}`);
  return elementsOf(found, 'tr').map(({ children }) => children.map((cell) => textOf(cell as XmlElement)));
}

/** `| a | b |` -> a, b; of the lines that are rows of tables. */
function markdownRows(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .slice(2, -2)
        .split(/ (?<!\\)\| /)
        .map((cell) => cell.replaceAll('**', '')),
    );
}

describe('the figures of a report', () => {
  const document = html(run);
  const rows = markdownRows(writeReport(run, 'md', { text: true }));

  test('are those of run.json: comparison, with its intervals', () => {
    const { base, tuned, comparison } = run.evaluation;
    const lines = table(document, /^Base against tuned/);
    for (const [line, model, measured] of [
      [lines[1], 'base', base],
      [lines[2], 'tuned', tuned],
    ] as const) {
      const { low, high } = comparison[model];
      expect(line?.slice(1, 4)).toEqual([
        measured.loss.toFixed(4),
        formatPerplexity(measured.perplexity),
        `${formatPerplexity(Math.exp(low))} to ${formatPerplexity(Math.exp(high))}`,
      ]);
      expect(rows).toContainEqual(line);
    }
    // The validation that was kept, beside the base on the same rows.
    expect(lines[3]?.slice(1, 3)).toEqual(['2.2000', formatPerplexity(Math.exp(2.2))]);
    expect(lines[4]?.slice(1, 3)).toEqual(['1.5500', formatPerplexity(Math.exp(1.55))]);
  });

  test('are those of run.json: validation rows, and the base with examples in its prompt', () => {
    const { comparison, base, tuned, rows: rowLosses } = run.evaluation;
    const { low, high } = comparison.base;
    const shot = { loss: 1.9, perplexity: Math.exp(1.9), tokens: 9, rows: 16 };
    const document = html({
      ...run,
      validation: { part: 'validation', base, tuned, comparison, rows: rowLosses },
      fewShot: {
        ...{ ...shot, asked: 3, shots: 3, examples: [1, 2, 4], addedTokens: 60, elapsedMs: 1 },
        ...{ comparison, rowLosses, answers: [], judging: NONE },
      },
    });
    const lines = table(document, /^Base against tuned/).slice(1);
    expect(lines.map(([name]) => name)).toEqual([
      'Base, 16 test',
      'Base, 3 examples in the prompt, 16 test',
      'Tuned, 16 test',
      'Base, 16 validation',
      'Tuned, 16 validation',
    ]);
    expect(lines[1]?.[1]).toBe('1.9000');
    expect(lines[3]?.[3]).toBe(`${formatPerplexity(Math.exp(low))} to ${formatPerplexity(Math.exp(high))}`);
    expect(textOf(document)).toContain('Against the base with examples in the prompt: ');
  });

  test('are those of run.json: trials, the best one named', () => {
    const lines = table(document, /^Trials by/).slice(1);
    expect(lines).toHaveLength(4);
    for (const [i, trial] of (run.trials?.list ?? []).entries()) {
      expect(lines[i]?.slice(0, 5)).toEqual([
        String(trial.number),
        trial.learningRate.toExponential(),
        String(trial.batchSize),
        trial.finalTrainingLoss?.toFixed(4),
        trial.bestValidationLoss?.toFixed(4),
      ]);
      expect(rows).toContainEqual(lines[i]);
    }
    expect(lines.map((line) => line.at(-1))).toEqual(['finished', 'ended early, 12/30 steps', 'best', 'finished']);
  });

  test('are those of run.json: classes, and predictions one by one', () => {
    expect(table(document, /^Classes of 6/).slice(1)).toEqual([
      ['Matches reference', 'correct', '0 (0 %)', '3 (50 %)'],
      ['Too vague', 'underspecified', '0 (0 %)', '1 (17 %)'],
      ['Does not match', 'incorrect', '6 (100 %)', '2 (33 %)'],
    ]);
    expect(table(document, /by subtopic$/).slice(1)).toEqual([
      ['heart', '3', '1 (33 %)', '1 (33 %)', '1 (33 %)'],
      ['skin', '3', '2 (67 %)', '0 (0 %)', '1 (33 %)'],
    ]);
    const lines = table(document, /^6 predictions/).slice(1);
    expect(lines.map((line) => [line[0], line[3], line[4]])).toEqual(
      run.predictions.map(({ index, judged, tuned }) => [
        String(index),
        { matches: 'Matches reference', vague: 'Too vague', wrong: 'Does not match' }[judged.tuned.class],
        String(tuned.tokens),
      ]),
    );
  });

  test('are those of run.json: lengths, whose bins hold every answer once', () => {
    const lines = table(document, /by length$/).slice(1);
    const sum = (column: number) => lines.reduce((total, line) => total + Number(line[column]), 0);
    expect([sum(1), sum(2)]).toEqual([2, 6]);
  });

  test('are those that people gave where they checked, and say so', () => {
    const checks = [
      { index: 3, model: 'tuned' as const, class: 'correct' as const, at: '2026-01-01T00:00:00Z' },
      { index: 4, model: 'tuned' as const, class: 'incorrect' as const, at: '2026-01-01T00:00:00Z' },
    ];
    const reviewed = applyReview(run, { rule: null, seed: 1, checks, sheets: [] });
    const document = html(reviewed);
    const tuned = table(document, /^Classes of 6/)
      .slice(1)
      .map((line) => line.at(-1));
    expect(tuned).toEqual(['4 (67 %)', '1 (17 %)', '1 (17 %)']);
    expect(reviewed.people?.final.tuned).toEqual({ matches: 4, vague: 1, wrong: 1 });
    const lines = table(document, /^6 predictions/).slice(1);
    expect(lines.map((line) => line[3])).toEqual([
      ...['Matches reference', 'Matches reference', 'Too vague'],
      ...['Matches reference, checked', 'Does not match, checked', 'Matches reference'],
    ]);
    expect(table(document, /^What decided/)).toContainEqual(['Matches reference', 'a person said so', '1 (17 %)']);
    expect(textOf(document)).toContain('a person who checked 2 answers of the tuned model and 0 of the base');
    expect(textOf(document)).not.toContain('Judged by a text rule, not by a clinician');
  });

  test('stand beside the published ones, whose model is named as another one', () => {
    const lines = table(document, /^Published figures, of another model/).slice(1);
    const published = lines.map(([, figure]) => figure);
    expect(published).toEqual(
      expect.arrayContaining(['1.4230', '1.5531', '2.1705', '8.7624', '4.1494', '72 %', '15 %', '13 %']),
    );
    expect(lines[0]?.[2]).toBe(run.trials?.list[0]?.finalTrainingLoss?.toFixed(4));
    expect(lines.find(([name]) => name === 'Loss of the tuned model')?.[2]).toBe(run.evaluation.tuned.loss.toFixed(4));
    expect(RECIPE.classes.matches + RECIPE.classes.vague + RECIPE.classes.wrong).toBeCloseTo(1, 12);
  });

  test('mark every setting that differs from the recipe, with its value beside', () => {
    const lines = table(document, /^Settings of this run/).slice(1);
    const marked = lines.filter((line) => line.at(-1) === 'differs').map(([name]) => name);
    expect(marked).toEqual(['Base model', 'Rows', 'Learning rate']);
    expect(lines.find(([name]) => name === 'Learning rate')).toEqual(['Learning rate', '0.002', '1e-4', '', 'differs']);
  });
});

describe('the HTML file', () => {
  const document = html(run);

  test('is one file without a script and without an address to fetch from', () => {
    const written = writeReport(run, 'html', { text: true });
    for (const name of ['script', 'img', 'link', 'iframe', 'image', 'use', 'object'])
      expect(elementsOf(document, name)).toEqual([]);
    expect(written.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import/);
    for (const { attributes } of elementsOf(document, 'a')) expect(attributes['href']).toMatch(/^#/);
  });

  test('names everything: figures by title and description, tables by captions, headings in order, ids once', () => {
    const svgs = elementsOf(document, 'svg');
    expect(svgs.length).toBe(12);
    for (const svg of svgs) {
      const ids = svg.attributes['aria-labelledby']?.split(' ');
      expect(
        [...elementsOf(svg, 'title'), ...elementsOf(svg, 'desc')].map(({ attributes }) => attributes['id']),
      ).toEqual(ids);
      for (const name of ['title', 'desc'])
        expect(textOf(elementsOf(svg, name)[0] as XmlElement).length).toBeGreaterThan(10);
    }
    for (const one of elementsOf(document, 'table')) expect(elementsOf(one, 'caption')).toHaveLength(1);
    expect(elementsOf(document, 'h1')).toHaveLength(1);
    const ids = JSON.stringify(document).match(/"id":"[^"]*"/g) ?? [];
    expect(new Set(ids).size).toBe(ids.length);
    for (const { attributes } of elementsOf(document, 'a'))
      expect(ids).toContain(`"id":"${attributes['href']?.slice(1)}"`);
  });

  test('has figures in which every number is a place', () => {
    for (const svg of elementsOf(document, 'svg')) expect(JSON.stringify(svg)).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('texts of rows', () => {
  test.each<ReportFormat>(['html', 'md'])('are in %s when they are wanted, and never otherwise', (format) => {
    expect(writeReport(run, format, { text: true })).toContain(`${SECRET} tuned`);
    expect(writeReport(run, format, { text: true })).toContain('holds text of 6 test rows');
    const bare = writeReport(run, format, { text: false });
    expect(bare).not.toContain(SECRET);
    expect(bare).toContain('holds no text of a row and no answer');
  });

  test('that had been left out of run.json are not said to be there', () => {
    const empty = { text: '', tokens: 1, stop: 'stop' as const };
    const bare = run.predictions.map((one) => ({ ...one, prompt: '', reference: '', base: empty, tuned: empty }));
    const written = writeReport({ ...run, predictions: bare }, 'md', { text: true });
    expect(written).toContain('holds no text of a row and no answer');
    expect(written).toContain('had been left out of run.json');
  });

  /** Marks of both formats, control characters, halves of surrogate pairs, and whatever else. */
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(...'<>&"\'`|*_[]()#\\~!$\n\r\t -=+1.\u0000\ud800\u2028a'.split('')),
      maxLength: 40,
    }),
    fc.constantFrom(
      '</div><script>alert(1)</script>',
      ']]>',
      '<!--',
      '&amp;',
      '![x](http://a)',
      '\n# x',
      '\n| a |',
      '```',
      'a\n\n---\n\nb',
    ),
  );

  /** Small, since it is written and read many times: what has no text of others is left out. */
  const withText = (text: string): RunRecord => ({
    ...exampleRun(),
    base: { ...run.base, id: text, licence: text },
    gpu: { ...run.gpu, name: text },
    config: { ...run.config, where: [text], stratify: text, prompt: text },
    data: { ...run.data, fingerprint: text, origin: { ...run.data.origin, files: [text] } },
    predictions: run.predictions.slice(2, 4).map((one) => ({
      ...one,
      prompt: text,
      reference: text,
      stratum: text,
      tuned: { ...one.tuned, text: text || ' ' },
      judged: { ...one.judged, tuned: { ...one.judged.tuned, words: [text] } },
    })),
  });

  test('stay texts in HTML: whatever they are, the file is well formed and has the same elements', () => {
    const expected = shapeOf(html(withText('plain')));
    fc.assert(
      fc.property(hostile, (text) => {
        const document = html(withText(text));
        expect(shapeOf(document)).toBe(expected);
      }),
      { numRuns: 60 },
    );
  }, 30_000);

  /** Between runs of backquotes of one length everything stands for itself. */
  const CODE = /(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)/g;

  test('stay texts in Markdown: headings, tables and their cells are the same ones', () => {
    const outline = (text: string) => {
      const lines = writeReport(withText(text), 'md', { text: true }).split('\n');
      return {
        headings: lines.filter((line) => /^#/.test(line)).length,
        tables: markdownRows(lines.join('\n')).map((cells) => cells.length),
        lists: lines.filter((line) => /^[-+*=] /.test(line)).length,
        html: lines.filter((line) => /<|&(?!(amp|lt|gt);)/.test(line.replaceAll(CODE, ''))).length,
        fences: lines.filter((line) => /^\s*(```|~~~)/.test(line)).length,
        rules: lines.filter((line) => /^\s*(---|===|\*\*\*)/.test(line)).length,
      };
    };
    const expected = outline('plain');
    fc.assert(
      fc.property(hostile, (text) => {
        expect(outline(text)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  }, 30_000);
});

describe('a run with little in it', () => {
  test.each<ReportFormat>(['html', 'md'])('has a whole report in %s, too', (format) => {
    const bare = exampleRun({ predictions: [], judging: { ...exampleRun().judging, base: NONE, tuned: NONE } });
    const written = writeReport(bare, format, { text: true });
    if (format === 'html') expect(elementsOf(parseXml(written), 'svg')).toHaveLength(2);
    expect(written).toContain('There are no errors to look at.');
    expect(written).not.toMatch(/NaN|undefined/);
  });

  test('says so where nothing was wrong, and where nothing measurable changed', () => {
    const right = run.predictions.map((one) => ({
      ...one,
      judged: { ...one.judged, tuned: { ...one.judged.tuned, class: 'matches' as const } },
    }));
    const same = { ...run.evaluation.comparison, change: 'none' as const };
    const written = writeReport(
      { ...run, predictions: right, evaluation: { ...run.evaluation, comparison: same } },
      'html',
      { text: false },
    );
    expect(written).toContain('No mismatches among 6 answers');
    expect(written).toContain('No measurable change on 16 rows');
  });

  test('leaves gaps where a loss was not finite', () => {
    const steps = run.training.steps.map((step) => (step.step === 20 ? { ...step, loss: Number.NaN } : step));
    const document = html({ ...run, training: { ...run.training, steps } });
    for (const svg of elementsOf(document, 'svg')) expect(JSON.stringify(svg)).not.toMatch(/NaN/);
    const [raw] = elementsOf(document, 'path').filter(({ attributes }) => attributes['class'] === 'tuned curve raw');
    expect(raw?.attributes['d']?.match(/M/g)).toHaveLength(2);
  });
});

const NONE = { matches: 0, vague: 0, wrong: 0 };
