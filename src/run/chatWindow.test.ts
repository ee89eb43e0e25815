import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatConversation } from '../text/promptFormat.ts';
import { demoFile, demoTokenizer } from '../text/testing/demoTokenizer.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import { fitConversations } from './chatWindow.ts';

const turn = (i: number, words = 5) => ({ prompt: `Question ${i}?`, completion: `${'word '.repeat(words)}${i}.` });
const turns = (count: number, words?: number) => Array.from({ length: count }, (_, i) => turn(i, words));
const tokenizer = demoTokenizer('mini');

test('everything stays while it fits, then the oldest turns go whole, for both models alike', () => {
  const conversations = [turns(4, 5), turns(4, 20)];
  const all = fitConversations(tokenizer, { conversations, prompt: 'And now?', room: 1000 });
  expect(all.firstKept).toBe(0);
  const longest = all.prompts[1]?.length ?? 0;
  const tight = fitConversations(tokenizer, { conversations, prompt: 'And now?', room: longest - 1 });
  expect(tight.firstKept).toBe(1);
  // The shorter one would have fitted.
  expect(all.prompts[0]?.length).toBeLessThan(longest - 1);
  for (const [m, ids] of tight.prompts.entries()) {
    const text = tokenizer.decode(ids);
    expect(text).not.toContain('Question 0?');
    expect(text).toBe(formatConversation(tokenizer, { turns: (conversations[m] ?? []).slice(1), prompt: 'And now?' }));
  }
});

test('a question that does not fit alone is refused with its length and the room', () => {
  expect(() =>
    fitConversations(tokenizer, { conversations: [turns(2)], prompt: 'Why? '.repeat(50), room: 40 }),
  ).toThrow(/the question has \d+ tokens; beside the answer there is room for 40/);
});

test('whatever fits: within the room, as many turns as possible, the system and one start token kept', () => {
  const single = [{ SpecialToken: { id: '<|endoftext|>', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }];
  const post_processor = { type: 'TemplateProcessing', single, pair: single, special_tokens: {} };
  const json = { ...(demoFile('mini', 'tokenizer.json') as object), post_processor };
  const plain = createTokenizer(json, { bos_token: '<|endoftext|>', eos_token: '<|im_end|>' });
  const request = fc.record({ count: fc.nat(5), words: fc.nat(12), room: fc.integer({ min: 30, max: 200 }) });
  fc.assert(
    fc.property(request, fc.boolean(), ({ count, words, room }, chat) => {
      const used = chat ? tokenizer : plain;
      const system = chat ? 'Be brief.' : null;
      const conversations = [turns(count, words), turns(count, 12 - words)];
      const { firstKept, prompts } = fitConversations(used, { conversations, prompt: 'So?', system, room });
      const lengthFrom = (first: number) =>
        Math.max(
          ...conversations.map(
            (all) => used.encode(formatConversation(used, { turns: all.slice(first), prompt: 'So?', system })).length,
          ),
        );
      expect(lengthFrom(firstKept)).toBeLessThanOrEqual(room);
      if (firstKept > 0) expect(lengthFrom(firstKept - 1)).toBeGreaterThan(room);
      for (const ids of prompts) {
        if (chat) expect(used.decode(ids)).toContain('Be brief.');
        else expect([ids[0], ids.filter((id) => id === used.bosId).length]).toEqual([used.bosId, 1]);
      }
    }),
    { numRuns: 40 },
  );
});
