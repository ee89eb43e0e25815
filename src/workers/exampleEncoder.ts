import type { Example } from '../data/examples.ts';
import { type EncodedExample, encodeExamples } from '../data/tokens.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { ModelChoice } from './dataApi.ts';
import { lastResult } from './lastResult.ts';

type Progress = (done: number, total: number) => void;

/**
 * Encodes examples once per model and keeps what it made, whichever part or maximum length they are wanted for. One piece of work at a
 * time: the same work asked for twice is done once, other work stops what is under way.
 */
export function createExampleEncoder(openTokenizer: (choice: ModelChoice) => Promise<Tokenizer>) {
  const tokenizers = lastResult<Tokenizer>();
  let made = new WeakMap<Example, EncodedExample>();
  let madeFor: Tokenizer | null = null;
  let work: { readonly key: string; readonly abort: AbortController; readonly result: Promise<Tokenizer> } | null =
    null;
  const listeners = new Set<Progress>();

  const tokenizer = (choice: ModelChoice) =>
    tokenizers.get(JSON.stringify([choice.model, choice.modelsUrl]), () => openTokenizer(choice));

  async function encode(examples: readonly Example[], choice: ModelChoice, signal: AbortSignal): Promise<Tokenizer> {
    const opened = await tokenizer(choice);
    if (madeFor !== opened) {
      made = new WeakMap();
      madeFor = opened;
    }
    const cache = made;
    const missing = examples.filter((example) => !cache.has(example));
    const onProgress: Progress = (done, total) => {
      for (const listen of listeners) listen(done, total);
    };
    const encoded = await encodeExamples(missing, opened, { onProgress, signal });
    for (const [i, example] of missing.entries()) cache.set(example, encoded[i] as EncodedExample);
    return opened;
  }

  return {
    tokenizer,
    /** `key` names the examples; resolves to their encoded forms. Rejects with AbortedError when stopped. */
    async encode(
      key: string,
      examples: readonly Example[],
      choice: ModelChoice,
      onProgress: Progress = () => undefined,
    ): Promise<(example: Example) => EncodedExample> {
      const name = JSON.stringify([key, choice.model]);
      if (work?.key !== name) {
        work?.abort.abort();
        const abort = new AbortController();
        const mine = { key: name, abort, result: encode(examples, choice, abort.signal) };
        work = mine;
        const done = () => {
          if (work === mine) work = null;
        };
        mine.result.then(done, done);
      }
      listeners.add(onProgress);
      try {
        await work.result;
      } finally {
        listeners.delete(onProgress);
      }
      const cache = made;
      return (example) => cache.get(example) as EncodedExample;
    },
    stop: () => work?.abort.abort(),
  };
}
