import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAnswer, stem } from './answerWords.ts';
import { commonTerms, JUDGE_RULE, type JudgedClass, judge, termShares } from './judge.ts';
import { JUDGED_PAIRS, type JudgedPair } from './testing/judgedPairs.ts';

const CLASSES: readonly JudgedClass[] = ['matches', 'vague', 'wrong'];
const NAMES = { matches: 'Matches reference', vague: 'Too vague', wrong: 'Does not match' };

const right = (pair: JudgedPair) => judge(pair).class === pair.expected;

/** Rows: what a person said; columns: what the rule says, of the pairs it was set on / of those held back. */
function confusionTable(): string {
  const count = (half: number, expected: JudgedClass, judged: JudgedClass) =>
    JUDGED_PAIRS.filter((pair, i) => i % 2 === half && pair.expected === expected && judge(pair).class === judged)
      .length;
  const cells = (expected: JudgedClass) =>
    CLASSES.map((judged) => `${count(0, expected, judged)} / ${count(1, expected, judged)}`);
  return CLASSES.map((expected) => `| ${[NAMES[expected], ...cells(expected)].join(' | ')} |`).join('\n');
}

describe('the rule on hand-made pairs', () => {
  it('has the confusion table of docs/method.md', () => {
    const table = readFileSync('docs/method.md', 'utf8').replaceAll(/ {2,}/g, ' ');
    expect(table).toContain(confusionTable());
  });

  it('judges at least 60 pairs of every kind and class', () => {
    expect(JUDGED_PAIRS.length).toBeGreaterThanOrEqual(60);
    for (const name of CLASSES)
      expect(JUDGED_PAIRS.filter(({ expected }) => expected === name).length).toBeGreaterThan(10);
  });

  const plain = JUDGED_PAIRS.filter(({ kind }) => kind !== 'hard' && kind !== 'paraphrase');
  it.each(plain)('$kind: $answer', (pair) => {
    expect(judge(pair)).toMatchObject({ class: pair.expected });
  });

  it('is right about the paraphrases that keep the words, and knows no synonyms', () => {
    const wrong = JUDGED_PAIRS.filter((pair) => pair.kind === 'paraphrase' && !right(pair)).map(({ answer }) => answer);
    expect(wrong).toEqual([
      'Temperature shoots up, limbs hurt, one coughs without phlegm and feels exhausted for about a week.',
      'Take in plenty of fluids, stay out of the sun, skip beer and heavy labour at midday.',
    ]);
  });
});

describe('the reasons', () => {
  const row = {
    question: 'How is a burn cooled?',
    reference: 'Cool running water for 20 minutes, no ice.',
    cut: false,
  };
  const of = (answer: string, cut = false) => {
    const { reason, words } = judge({ ...row, answer, cut });
    return [reason, ...words];
  };

  it('name what decided', () => {
    expect(of('Running water, 20 minutes, and no ice.')).toEqual(['covers']);
    expect(of('')).toEqual(['empty']);
    expect(of('Burn: how is a burn cooled?')).toEqual(['repeatsQuestion']);
    expect(of('Ice and running water for 20 minutes.')).toEqual(['negation', 'ice']);
    expect(of('Running water for 5 minutes, no ice.')).toEqual(['numbers', '5 minutes']);
    expect(of('Running water for an hour and 5 days, no ice.')).toEqual(['numbers', '5 days']);
    expect(of('water water water water water water water water water water water water')).toEqual(['loops']);
    expect(of('Running water for 20 minutes, no', true)).toEqual(['cut', 'ice']);
    expect(of('Water.')).toEqual(['short', 'running', '20', 'minutes', 'ice']);
    expect(of('Running water is best there.')).toEqual(['missing', '20', 'minutes', 'ice']);
    expect(of('Warm blankets and tea.')).toEqual(['different', 'warm', 'blankets', 'tea']);
  });

  it('say that a match at great length adds much', () => {
    const { class: kind, reason } = judge({
      ...row,
      answer: `Running water for 20 minutes, no ice. Running water. Cool water running. Minutes, 20 minutes, of cool running water. Cool. Water. Wet, clear, cold, calm.`,
    });
    expect([kind, reason]).toEqual(['vague', 'adds']);
  });
});

describe('set phrases', () => {
  const answers = Array.from({ length: 12 }, (_, i) => `Common signs: thing${i} and other${i}. Ask a doctor.`);

  it('are words of more than half of the training answers, and no key terms', () => {
    const common = commonTerms(termShares(answers), JUDGE_RULE);
    expect([...common].sort()).toEqual(['ask', 'common', 'doctor', 'sign'].map(stem).sort());
    const pair = { question: 'Q', reference: answers[0] ?? '', answer: answers[1] ?? '', cut: false };
    expect(judge({ ...pair, common })).toMatchObject({ class: 'wrong', recall: 0, precision: 0 });
    expect(judge(pair).recall).toBeGreaterThan(0.5);
    expect(judge({ ...pair, answer: pair.reference, common }).class).toBe('matches');
  });

  it('need some answers to be known', () => {
    expect(termShares(answers.slice(0, 9))).toEqual({});
  });

  it('are as common as the rule says', () => {
    const shares = termShares([...answers, ...answers.slice(0, 6).map((answer) => `${answer} Rest.`)]);
    const common = (commonShare: number) => [...commonTerms(shares, { commonShare })].sort();
    expect(common(0.3)).toEqual(['ask', 'common', 'doctor', 'rest', 'sign'].map(stem).sort());
    expect(common(0.34)).not.toContain('rest');
    expect(common(1)).toEqual([]);
  });
});

describe('other constants', () => {
  const pair = { question: 'Q', reference: 'fever, cough, rash, chills', answer: 'fever and cough', cut: false };

  it('move the line', () => {
    expect(judge(pair)).toMatchObject({ class: 'vague', reason: 'missing', recall: 0.5 });
    expect(judge(pair, { ...JUDGE_RULE, matchRecall: 0.5 }).class).toBe('matches');
    expect(judge(pair, { ...JUDGE_RULE, matchRecall: 0.5, shortest: 0.9 }).reason).toBe('short');
    expect(judge({ ...pair, answer: 'fever, no cough' }, { ...JUDGE_RULE, negationShare: 0.6 }).class).toBe('vague');
    expect(judge({ ...pair, answer: 'fever, no cough' }).reason).toBe('negation');
  });
});

describe('words', () => {
  it('are joined over their forms', () => {
    for (const forms of [
      'ache aches aching',
      'run running runs',
      'family families',
      'tired tiredness',
      'swell swelling',
      'cough coughs coughing',
      "doctor doctor's",
    ]) {
      expect(new Set(forms.split(' ').map(stem)).size, forms).toBe(1);
    }
    expect(stem('this')).not.toBe(stem('thing'));
  });

  it('are negated within their clause', () => {
    const negated = (text: string) =>
      readAnswer(text)
        .words.filter((word) => word.negated)
        .map(({ surface }) => surface);
    expect(negated('Do not use ice or butter. Cool it.')).toEqual(['use', 'ice', 'butter']);
    expect(negated("It isn't high, but lasting")).toEqual(['high']);
    expect(negated('No, it is contagious')).toEqual([]);
  });

  it('have numbers with units, times in minutes', () => {
    expect(readAnswer('1,000 mg, 38.50 degrees; 7 to 10 days or two weeks').quantities).toEqual([
      { value: 1000, unit: 'mg', surface: '1,000 mg' },
      { value: 38.5, unit: 'degre', surface: '38.50 degrees' },
      { value: 7 * 1440, unit: 'time', surface: '7 days' },
      { value: 10 * 1440, unit: 'time', surface: '10 days' },
      { value: 14 * 1440, unit: 'time', surface: 'two weeks' },
    ]);
  });
});

describe('any text', () => {
  const text = fc.oneof(fc.string({ maxLength: 200 }), fc.stringMatching(/^([a-z0-9 .,]{0,60} )*$/));

  it('is judged within bounds, and itself matches or says nothing', () => {
    fc.assert(
      fc.property(text, text, text, (question, reference, answer) => {
        const { recall, precision, lengthRatio, words } = judge({ question, reference, answer, cut: false });
        for (const value of [recall, precision]) expect(value >= 0 && value <= 1).toBe(true);
        expect(lengthRatio).toBeGreaterThanOrEqual(0);
        expect(words.length).toBeLessThanOrEqual(5);
        const same = judge({ question: '', reference, answer: reference, cut: false });
        if (readAnswer(reference).words.length >= 1) expect(['covers', 'loops']).toContain(same.reason);
      }),
    );
  });
});
