import { readFileSync } from 'node:fs';
import type { DemoName } from './demoTokenizer.ts';

interface ReferenceExample
  extends Record<DemoName, { readonly promptTokens: number; readonly ids: readonly number[] }> {
  readonly prompt: string;
  readonly completion: string;
}

interface Variant {
  readonly pre_tokenizer: unknown;
  readonly normalizer: unknown;
  readonly cases: readonly { readonly text: string; readonly ids: readonly number[] }[];
}

/** Ids from the reference tokenizers; made by fixtures/make_token_ids.py. */
export const TOKEN_IDS = JSON.parse(readFileSync(new URL('../fixtures/tokenIds.json', import.meta.url), 'utf8')) as {
  readonly strings: readonly string[];
  readonly ids: Readonly<Record<DemoName, readonly (readonly number[])[]>>;
  readonly variants: Readonly<Record<'smollm' | 'llama3' | 'qwen2', Variant>>;
  readonly examples: readonly ReferenceExample[];
};
