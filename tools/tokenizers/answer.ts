import { readFileSync, writeFileSync } from 'node:fs';
import { cutRow, encodeExample } from '../../src/data/tokens.ts';
import { messageOf } from '../../src/lib/errors.ts';
import { type ChatMessage, renderChat } from '../../src/text/chatTemplate.ts';
import { ggufTokenizer } from '../../src/text/ggufTokenizer.ts';
import type { GgufVocabulary } from '../../src/text/ggufVocabulary.ts';
import type { PromptAndCompletion } from '../../src/text/promptFormat.ts';
import { createTokenizer, type Tokenizer } from '../../src/text/tokenizer.ts';

/** The other half of checkTokenizers.py, which says what the fields mean. */
interface Cases {
  readonly tokenizers: readonly {
    /** Folder with tokenizer.json and tokenizer_config.json, or the metadata of a GGUF file. */
    readonly folder: string | null;
    readonly vocabulary: GgufVocabulary | null;
    readonly template: string | null;
    readonly strings: readonly string[];
    readonly examples: readonly PromptAndCompletion[];
  }[];
  readonly chats: readonly {
    readonly template: string;
    readonly messages: readonly ChatMessage[];
    readonly prompt: boolean;
    readonly specials: Readonly<Record<string, string>>;
  }[];
  readonly dateString: string;
}

const [casesPath = '', answersPath = ''] = process.argv.slice(2);
const cases = JSON.parse(readFileSync(casesPath, 'utf8')) as Cases;

const tokenizers = cases.tokenizers.map(({ folder, vocabulary, template, strings, examples }) => {
  const tokenizer = open(folder, vocabulary, template);
  return {
    strings: strings.map((text) => {
      const ids = [...tokenizer.encode(text)];
      return { ids, decoded: tokenizer.decode(ids), plain: tokenizer.decode(ids, { skipSpecial: true }) };
    }),
    examples: examples.map((example) => {
      const encoded = encodeExample(example, tokenizer);
      const { ids, supervised } = cutRow(encoded, encoded.ids.length);
      return { ids: [...ids], supervised: [...supervised], isPrefix: encoded.promptIsPrefix, end: encoded.endTokens };
    }),
  };
});
const chats = cases.chats.map(({ template, messages, prompt, specials }) => {
  try {
    const request = { template, messages, addGenerationPrompt: prompt, specials, dateString: cases.dateString };
    return { text: renderChat(request) };
  } catch (error) {
    return { refused: messageOf(error) };
  }
});
writeFileSync(answersPath, JSON.stringify({ tokenizers, chats }));

function open(folder: string | null, vocabulary: GgufVocabulary | null, template: string | null): Tokenizer {
  if (vocabulary !== null) {
    const { tokenizerJson, tokenizerConfig } = ggufTokenizer(vocabulary, 'GGUF');
    return createTokenizer(tokenizerJson, tokenizerConfig, template);
  }
  const json = (name: string) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as unknown;
  return createTokenizer(json('tokenizer.json'), json('tokenizer_config.json'), template);
}
