import { Environment, Interpreter, Template } from '@huggingface/jinja';
import { messageOf, UserError } from '../lib/errors.ts';
import { strftime } from './strftime.ts';
import { correctTemplate, TEMPLATE_FUNCTIONS } from './templateFixes.ts';

/**
 * The date that chat templates get instead of today's. Llama 3.1 and later write the date into every conversation: without a fixed
 * one, training and answering would see different texts from one day to the next. It is the date that Llama's own template falls back to.
 */
const PINNED_DATE = '26 Jul 2024';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatRequest {
  readonly template: string;
  readonly messages: readonly ChatMessage[];
  /** End with the header of the assistant's turn, so that the model answers. */
  readonly addGenerationPrompt: boolean;
  /** Texts of special tokens by their names in templates: `bos_token`, `eos_token`, … */
  readonly specials: Readonly<Record<string, string>>;
  readonly dateString?: string;
}

/** The conversation as text, as `apply_chat_template(tokenize=False)` of transformers renders it (spec 8.4). UserError when the template refuses. */
export function renderChat({
  template,
  messages,
  addGenerationPrompt,
  specials,
  dateString = PINNED_DATE,
}: ChatRequest): string {
  const date = new Date(`${dateString} 00:00:00 UTC`);
  if (Number.isNaN(date.getTime()))
    throw new UserError(`"${dateString}" is not a date`, { remedy: 'Write it like 26 Jul 2024.' });
  const variables = {
    ...specials,
    messages: messages.map((message) => ({ ...message })),
    add_generation_prompt: addGenerationPrompt,
    date_string: dateString,
    strftime_now: (format: string) => strftime(date, format),
  };
  try {
    return new Interpreter(environment(variables)).run(compile(template).parsed).toString();
  } catch (cause) {
    throw new UserError(`cannot write this conversation: ${messageOf(cause)}`, { where: 'chat template', cause });
  }
}

/** The library's own globals are declared for good and hold a `strftime_now` of today, so templates run in an environment of ours. */
function environment(variables: Readonly<Record<string, unknown>>): Environment {
  const scope = new Environment();
  const globals = {
    true: true,
    false: false,
    none: null,
    True: true,
    False: false,
    None: null,
    range,
    raise_exception: raiseException,
    ...TEMPLATE_FUNCTIONS,
  };
  for (const [name, value] of Object.entries({ ...globals, ...variables })) scope.set(name, value);
  return scope;
}

function raiseException(message: string): never {
  throw new Error(message);
}

/** Python's `range`. */
function range(start: number, stop?: number, step = 1): number[] {
  const [from, to] = stop === undefined ? [0, start] : [start, stop];
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
}

/** Parsed templates; a run uses one for thousands of rows. */
const compiled = new Map<string, Template>();
const COMPILED_AT_MOST = 8;

function compile(source: string): Template {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  if (compiled.size >= COMPILED_AT_MOST) compiled.clear();
  const template = new Template(source);
  correctTemplate(template.parsed);
  compiled.set(source, template);
  return template;
}
