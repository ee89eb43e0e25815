import { expect, test } from 'vitest';
import { type ChatMessage, renderChat } from './chatTemplate.ts';
import { refusal } from './testing/refusal.ts';

const QUESTION: ChatMessage = { role: 'user', content: 'Why?' };
const CHATML =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

function render(template: string, messages: readonly ChatMessage[] = [QUESTION], addGenerationPrompt = false): string {
  return renderChat({ template, messages, addGenerationPrompt, specials: { bos_token: '<s>', eos_token: '</s>' } });
}

test('a ChatML conversation, with and without the header of the answer', () => {
  const answer: ChatMessage = { role: 'assistant', content: 'So.' };
  const turn = '<|im_start|>user\nWhy?<|im_end|>\n';
  expect(render(CHATML, [QUESTION, answer])).toBe(`${turn}<|im_start|>assistant\nSo.<|im_end|>\n`);
  expect(render(CHATML, [QUESTION], true)).toBe(`${turn}<|im_start|>assistant\n`);
});

test('block tags take their line break with them, as in transformers', () => {
  const template =
    "{% for m in messages %}\n    {% if m['role'] == 'user' %}\n{{ m['content'] + eos_token }}\n    {% endif %}\n{% endfor %}\nend";
  expect(render(template)).toBe('Why?</s>\nend');
});

test('the date is pinned, whichever way a template asks for it', () => {
  const template = "{{ date_string }}|{{ strftime_now('%d %b %Y') }}|{{ strftime_now('%Y-%m-%d %A') }}";
  expect(render(template)).toBe('26 Jul 2024|26 Jul 2024|2024-07-26 Friday');
});

test('special tokens that the tokenizer lacks are undefined, not text', () => {
  expect(render('{{ bos_token }}{% if pad_token is defined %}pad{% endif %}{{ unk_token }}!')).toBe('<s>!');
});

test('range and namespaces work', () => {
  expect(
    render(
      '{% set ns = namespace(sum=0) %}{% for i in range(6, 0, -2) %}{% set ns.sum = ns.sum + i %}{{ i }} {% endfor %}{{ ns.sum }}',
    ),
  ).toBe('6 4 2 12');
});

test('a template that refuses says why', () => {
  expect(refusal(() => render("{{ raise_exception('Roles must alternate') }}"))).toBe(
    'chat template: cannot write this conversation: Roles must alternate',
  );
});

test('a template that is not Jinja is refused', () => {
  expect(refusal(() => render('{% for %}'))).toMatch(/^chat template: cannot write this conversation: ./);
});

test('a date that is none is refused', () => {
  const request = { template: 'x', messages: [], addGenerationPrompt: false, specials: {} };
  const message = '"soon" is not a date. Write it like 26 Jul 2024.';
  expect(refusal(() => renderChat({ ...request, dateString: 'soon' }))).toBe(message);
});

// Expected texts: Python 3.11, jinja2 3.1.
test('strip takes the characters that it is given, and white space as Python knows it', () => {
  const content = '\n \u0085x\ufeff y \n\n';
  const said = (template: string) => render(template, [{ role: 'user', content }]);
  const text = 'messages[0].content';
  expect(said(`[{{ ${text}.lstrip('\\n') }}]`)).toBe('[ \u0085x\ufeff y \n\n]');
  expect(said(`[{{ ${text}.rstrip('\\n') }}]`)).toBe('[\n \u0085x\ufeff y ]');
  expect(said(`[{{ ${text}.strip('\\n ') }}]`)).toBe('[\u0085x\ufeff y]');
  expect(said(`[{{ ${text}.strip() }}|{{ ${text} | trim }}]`)).toBe('[x\ufeff y|x\ufeff y]');
  expect(said("[{{ '\ufeffa\x1c'.strip() }}]")).toBe('[\ufeffa]');
  expect(said("{{ 'aab'.lstrip('a').split('b')[0] | length }}")).toBe('0');
  expect(said("{% set f = 'xyx' %}{% if f.strip('x') == 'y' %}yes{% endif %}")).toBe('yes');
});
