import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRepeatedPhrases, PHRASE_RULE } from './repeatedPhrases.ts';

const RULE = { words: 3, share: 0.2, leastAnswers: 2 };
const textsOf = (text: string, spans: readonly { start: number; end: number }[]) =>
  spans.map(({ start, end }) => text.slice(start, end));

describe('findRepeatedPhrases', () => {
  const set = (name: string) =>
    `${name} has signs. The table below includes how often the sign is seen. ${name} again.`;
  const answers = ['Fever', 'Cough', 'Rash'].map(set).concat(Array.from({ length: 9 }, (_, i) => `Only here ${i}.`));

  it('finds what more than a fifth of the answers share, from the first word to the last', () => {
    const found = findRepeatedPhrases(answers);
    expect(found).toMatchObject({ rule: PHRASE_RULE, answers: 12, sharing: 3 });
    expect(found.phrases).toEqual([
      { text: 'has signs the table below includes how often the sign is seen', answers: 3 },
    ]);
    const other = 'Of gout, THE TABLE below includes: how often, the sign… is known.';
    expect(textsOf(other, found.find(other))).toEqual(['THE TABLE below includes: how often, the sign… is']);
  });

  it('needs more than the share, enough words and enough answers', () => {
    const twice = [...answers.slice(0, 2), ...answers.slice(3)];
    expect(findRepeatedPhrases(twice).sharing).toBe(0);
    expect(findRepeatedPhrases(twice, { ...PHRASE_RULE, share: 0.18 }).sharing).toBe(2);
    expect(findRepeatedPhrases(answers, { ...PHRASE_RULE, words: 13 }).sharing).toBe(0);
    expect(findRepeatedPhrases(answers, { ...PHRASE_RULE, words: 12 }).sharing).toBe(3);
    expect(findRepeatedPhrases(answers.slice(0, 9)).sharing).toBe(0);
  });

  it('counts an answer once, however often it says it', () => {
    const loop = `${'one two three four five six seven eight '.repeat(9)}.`;
    expect(findRepeatedPhrases([loop, ...answers.slice(3)]).sharing).toBe(0);
  });

  it('tells a text that was never seen from one that was', () => {
    const { find } = findRepeatedPhrases(answers);
    expect(find('')).toEqual([]);
    expect(find('Nothing of that kind stands in these nine words here.')).toEqual([]);
  });

  const word = fc.constantFrom('a', 'b', 'c', "d'e");
  const text = fc.array(word, { maxLength: 24 }).map((words) => words.join(' '));
  const length = fc.integer({ min: 1, max: 9 });

  it('finds the same words as counting every gram does', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 12 }), text, length, (all, other, words) => {
        const rule = { ...RULE, words };
        expect(marked(other, findRepeatedPhrases(all, rule).find(other))).toEqual(counted(all, other, rule));
      }),
      { numRuns: 300 },
    );
  });

  it('is linear in the words: 2,200 answers of 250 words', () => {
    const some = (i: number) => Array.from({ length: 220 }, (_, j) => `w${(i * 7919 + j * j * 31) % 5003}`).join(' ');
    const phrase = Array.from({ length: 30 }, (_, i) => `p${i}`).join(' ');
    const many = (count: number) =>
      Array.from({ length: count }, (_, i) => (i % 5 < 4 ? `${some(i)} ${phrase}` : some(i)));
    const timed = (count: number) => {
      const input = many(count);
      const start = performance.now();
      const { sharing } = findRepeatedPhrases(input);
      return { ms: performance.now() - start, sharing };
    };
    const whole = timed(2200);
    expect(whole.sharing).toBe(1760);
    // Generous: a quadratic finder takes minutes.
    expect(whole.ms).toBeLessThan(8000);
  });
});

/** One flag per word: inside a repeated phrase or not. */
function marked(text: string, spans: readonly { start: number; end: number }[]): boolean[] {
  return [...text.matchAll(/\S+/g)].map(({ index }) => spans.some(({ start, end }) => index >= start && index < end));
}

function counted(all: readonly string[], text: string, { words, share }: typeof RULE): boolean[] {
  const gramsOf = (one: string) => {
    const list = one === '' ? [] : one.split(' ');
    return list.map((_, i) => (i + words <= list.length ? list.slice(i, i + words).join(' ') : null));
  };
  const frequent = (gram: string) => all.filter((answer) => gramsOf(answer).includes(gram)).length > share * all.length;
  const flags = new Array<boolean>(text === '' ? 0 : text.split(' ').length).fill(false);
  for (const [i, gram] of gramsOf(text).entries()) {
    if (gram !== null && frequent(gram)) flags.fill(true, i, i + words);
  }
  return flags;
}
