import { describe, expect, it } from 'vitest';
import { refusal } from '../text/testing/refusal.ts';
import { parseEndpoint, parseHubName } from './hubName.ts';

describe('parseHubName', () => {
  it.each([
    ['owner/name', { id: 'owner/name', revision: 'main', file: null }],
    ['hf:owner/na.me-1@v1.0', { id: 'owner/na.me-1', revision: 'v1.0', file: null }],
    ['gpt2', { id: 'gpt2', revision: 'main', file: null }],
    [' owner/name@refs/pr/3 ', { id: 'owner/name', revision: 'refs/pr/3', file: null }],
    ['owner/name/m-Q4_K_M.gguf', { id: 'owner/name', revision: 'main', file: 'm-Q4_K_M.gguf' }],
    ['owner/name@dev/sub/m.gguf', { id: 'owner/name', revision: 'dev', file: 'sub/m.gguf' }],
    ['https://huggingface.co/owner/name', { id: 'owner/name', revision: 'main', file: null }],
    ['https://huggingface.co/owner/name/', { id: 'owner/name', revision: 'main', file: null }],
    ['https://huggingface.co/owner/name/tree/v2', { id: 'owner/name', revision: 'v2', file: null }],
    ['https://huggingface.co/owner/name/blob/main/m.gguf?x=1', { id: 'owner/name', revision: 'main', file: 'm.gguf' }],
  ])('%s', (text, name) => expect(parseHubName(text)).toEqual(name));

  it.each([
    '',
    '/',
    'a/b/c',
    '../x',
    'owner/..',
    'owner/name@',
    'owner/name@../x',
    'a b/c',
    'owner/name/../m.gguf',
    'hf:',
    'owner/.git',
  ])('refuses "%s"', (text) =>
    expect(refusal(() => parseHubName(text))).toContain('names no model of the Hub. Write owner/name'),
  );
});

describe('parseEndpoint', () => {
  it('takes https, and http on this computer', () => {
    expect(parseEndpoint('https://mirror.example/hub/', 'x')).toBe('https://mirror.example/hub');
    expect(parseEndpoint('http://127.0.0.1:8080', 'x')).toBe('http://127.0.0.1:8080');
  });
  it.each([
    ['mirror', 'is no address'],
    ['http://mirror.example', 'is not an https address. A token must not travel in the open.'],
    ['https://me@mirror.example', 'holds more than an address'],
    ['https://mirror.example/?a=1', 'holds more than an address'],
  ])('refuses %s', (text, message) => expect(refusal(() => parseEndpoint(text, 'HF_ENDPOINT'))).toContain(message));
});
