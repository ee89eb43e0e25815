import { readFileSync } from 'node:fs';
import { createTokenizer, type Tokenizer } from '../tokenizer.ts';

export type DemoName = 'mini' | 'small';

export function demoFile(model: DemoName, file: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../public/models/${model}/${file}`, import.meta.url), 'utf8'));
}

/** The tokenizer of an embedded model; with `config`, its tokenizer_config.json changed. */
export function demoTokenizer(model: DemoName, config: Readonly<Record<string, unknown>> = {}): Tokenizer {
  const original = demoFile(model, 'tokenizer_config.json') as Record<string, unknown>;
  return createTokenizer(demoFile(model, 'tokenizer.json'), { ...original, ...config });
}
