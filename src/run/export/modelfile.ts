/** Ollama's Modelfile: which file to load, and the chat template in Ollama's own language. */
import { type ChatMessage, renderChat } from '../../text/chatTemplate.ts';
import { formatExample } from '../../text/promptFormat.ts';
import type { Tokenizer } from '../../text/tokenizer.ts';

export interface ModelfileParams {
  /** GGUF file of the model, or of the base where `adapter` is given. */
  readonly from: string;
  readonly adapter: string | null;
  readonly tokenizer: Tokenizer;
  readonly stopStrings: readonly string[];
  /** Lines at the top, for the person. */
  readonly comment: string;
}

export function modelfile({ from, adapter, tokenizer, stopStrings, comment }: ModelfileParams): string {
  return [
    `# ${comment}`,
    `FROM ${from}`,
    ...(adapter === null ? [] : [`ADAPTER ${adapter}`]),
    `TEMPLATE """${ollamaTemplate(tokenizer)}"""`,
    ...stopStrings.map((text) => `PARAMETER stop ${JSON.stringify(text)}`),
    'PARAMETER temperature 0',
    '',
  ].join('\n');
}

const SYSTEM = '\u0001system\u0001';
const PROMPT = '\u0001prompt\u0001';
const ANSWER = '\u0001answer\u0001';

/**
 * Read off the model's own template by rendering marks through it. Ollama repeats it for every turn, with `.System` in the first only. The
 * text that a tokenizer puts before everything (BOS) is left out: Ollama adds it itself.
 */
function ollamaTemplate(tokenizer: Tokenizer): string {
  const { fullText } = formatExample(tokenizer, { prompt: PROMPT, completion: ANSWER });
  const plain = withoutStart(fullText, tokenizer);
  const body = plain.slice(plain.indexOf(PROMPT)).replace(PROMPT, '{{ .Prompt }}').replace(ANSWER, '{{ .Response }}');
  const before = plain.slice(0, plain.indexOf(PROMPT));
  const instructed = systemText(tokenizer);
  if (instructed === null) return `${before}${body}`;
  return `{{ if .System }}${instructed}{{ else }}${before}{{ end }}${body}`;
}

/** What stands before the prompt when there is a system message; null for templates that have or want none. */
function systemText(tokenizer: Tokenizer): string | null {
  if (tokenizer.chatTemplate === null) return null;
  const messages: ChatMessage[] = [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: PROMPT },
  ];
  try {
    const text = renderChat({
      template: tokenizer.chatTemplate,
      messages,
      addGenerationPrompt: true,
      specials: tokenizer.specialTokens,
    });
    if (!text.includes(SYSTEM)) return null;
    return withoutStart(text, tokenizer).split(PROMPT)[0]?.replace(SYSTEM, '{{ .System }}') ?? null;
  } catch {
    return null; // the template refuses system messages
  }
}

function withoutStart(text: string, { bosId, specialTokens, startText }: Tokenizer): string {
  const start = bosId === null || startText === '' ? '' : (specialTokens['bos_token'] ?? '');
  return start !== '' && text.startsWith(start) ? text.slice(start.length) : text;
}
