import { expect, test } from 'vitest';
import { connectSources, DEFAULT_PLACE, parsePlace, readPlace, readToken } from './hubPlace.ts';

const kept = (key: string, value: unknown) => ({
  getItem: (name: string) => (name === key ? (typeof value === 'string' ? value : JSON.stringify(value)) : null),
});

test('the policy of a place holds its origin and its download hosts, and nothing else', () => {
  expect(connectSources(DEFAULT_PLACE)).toEqual([
    ...["'self'", 'https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co'],
  ]);
  expect(connectSources(parsePlace(' https://mirror.example/hub/ ', 'cdn.example:8443, *.Files.example'))).toEqual([
    ...["'self'", 'https://mirror.example', 'https://cdn.example:8443', 'https://*.files.example'],
  ]);
  expect(connectSources(parsePlace('http://127.0.0.1:81', 'http://127.0.0.1:82'))).toEqual([
    ...["'self'", 'http://127.0.0.1:81', 'http://127.0.0.1:82'],
  ]);
});

test.each([
  ['http://mirror.example', ''],
  ['javascript:alert(1)', ''],
  ['https://mirror.example', '*'],
  ['https://mirror.example', '*.com'],
  ['https://mirror.example', "'unsafe-inline'"],
  ['https://mirror.example', 'http://cdn.example'],
  ['https://mirror.example', 'cdn.example;script-src'],
  ['https://mirror.example', 'https:'],
])('nothing that would loosen the policy gets into it: %s, %s', (endpoint, hosts) => {
  expect(() => parsePlace(endpoint, hosts)).toThrow();
});

test('what is kept is checked again: anything odd is the Hub itself', () => {
  const own = parsePlace('https://mirror.example', 'cdn.example');
  expect(readPlace(kept('tabtune-hub', own))).toEqual(own);
  for (const odd of ['{', 'null', '[]', { endpoint: 'https://a.example' }, { ...own, downloadHosts: ['*'] }])
    expect(readPlace(kept('tabtune-hub', odd))).toEqual(DEFAULT_PLACE);
});

test('a token is for the Hub that it was given for, and for no other', () => {
  const token = kept('tabtune-hub-token', { origin: 'https://huggingface.co', token: 'hf_abc' });
  expect(readToken(DEFAULT_PLACE, token)).toBe('hf_abc');
  expect(readToken(parsePlace('https://mirror.example', ''), token)).toBe(null);
  const odd = kept('tabtune-hub-token', { origin: 'https://huggingface.co', token: 'hf_abc\r\nX: y' });
  expect(readToken(DEFAULT_PLACE, odd)).toBe(null);
});
