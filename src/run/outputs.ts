import type { Example } from '../data/examples.ts';
import { toJsonl } from '../data/jsonlParts.ts';
import type { LoraSettings, NamedTensor } from '../engine/types.ts';
import { adapterConfigJson, writeAdapter } from '../formats/peft.ts';
import { modelCard } from './modelCard.ts';
import type { RunRecord } from './record.ts';
import { type RowTokenLosses, TOKEN_LOSSES_FILE, writeTokenLosses } from './tokenLosses.ts';

/** A file of the result, by its name in the output folder or the zip. */
export interface OutputFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface OutputParts {
  readonly train: readonly Example[];
  readonly validation: readonly Example[];
  readonly test: readonly Example[];
}

export interface OutputParams {
  readonly run: RunRecord;
  readonly adapter: readonly NamedTensor[];
  /** That of the last step, where an earlier one is kept. */
  readonly lastAdapter?: readonly NamedTensor[] | null;
  readonly lora: LoraSettings;
  readonly parts: OutputParts;
  /** Of the test rows. */
  readonly rowTokens: readonly RowTokenLosses[];
  readonly chatTemplate: string | null;
  readonly stops: StopRules;
}

/** What ends an answer: token ids, and the same as text for programs that stop at strings. */
export interface StopRules {
  readonly stop_strings: readonly string[];
  readonly stop_token_ids: readonly number[];
  readonly pad_token_id: number | null;
}

/** The adapter after the last step, where validation chose an earlier one: the chat can ask both. */
export const LAST_ADAPTER_FILE = 'last_adapter_model.safetensors';

/** The names of all files that a run may write, `run.json` last: it is written last, and says that the others are whole. */
export const OUTPUT_NAMES = [
  'adapter_model.safetensors',
  'adapter_config.json',
  LAST_ADAPTER_FILE,
  'README.md',
  'train.jsonl',
  'validation.jsonl',
  'test.jsonl',
  TOKEN_LOSSES_FILE,
  'chat_template.jinja',
  'stop_strings.json',
  'run.json',
] as const;

/** The files of a run, in the order of OUTPUT_NAMES; `chat_template.jinja` only where the base model has a template. */
export function outputFiles({
  run,
  adapter,
  lastAdapter = null,
  lora,
  parts,
  rowTokens,
  chatTemplate,
  stops,
}: OutputParams): OutputFile[] {
  const contents: Record<(typeof OUTPUT_NAMES)[number], Uint8Array<ArrayBuffer> | string | null> = {
    'adapter_model.safetensors': writeAdapter([...adapter]),
    [LAST_ADAPTER_FILE]: lastAdapter && writeAdapter([...lastAdapter]),
    'adapter_config.json': adapterConfigJson({ baseModel: run.base.id, lora }),
    'README.md': modelCard(run, { chatTemplate: chatTemplate !== null }),
    'train.jsonl': toJsonl([...parts.train]),
    'validation.jsonl': toJsonl([...parts.validation]),
    'test.jsonl': toJsonl([...parts.test]),
    [TOKEN_LOSSES_FILE]: writeTokenLosses(rowTokens),
    'chat_template.jinja': chatTemplate,
    'stop_strings.json': json(stops),
    'run.json': json(run),
  };
  return OUTPUT_NAMES.flatMap((name) => {
    const content = contents[name];
    if (content === null) return [];
    return [{ name, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content }];
  });
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
