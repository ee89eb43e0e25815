import type { NamedTensor } from '../engine/types.ts';
import { adapterConfigJson, readAdapter, writeAdapter } from '../formats/peft.ts';
import { UserError } from '../lib/errors.ts';
import type { OutputFile } from './outputs.ts';
import type { RunRecord } from './record.ts';
import { loraSettings } from './settings.ts';
import { type RowTokenLosses, readAllTokenLosses, TOKEN_LOSSES_FILE, writeTokenLosses } from './tokenLosses.ts';
import type { PlannedTrial } from './trialGrid.ts';
import type { TrialRecord } from './trialRecord.ts';

/** What lies in the folder of a trial. `trial.json`, its line of the table, is written last: it says that the others are whole. */
export const TRIAL_FILE_NAMES = [
  'adapter_model.safetensors',
  'adapter_config.json',
  TOKEN_LOSSES_FILE,
  'run.json',
  'trial.json',
] as const;

/** Where the trials that are over wait for the end of the grid: a folder each, on disk (CLI) or in OPFS (studio). */
export interface TrialStore {
  save(folder: string, files: readonly OutputFile[]): Promise<void>;
  /** null: there is nothing whole. */
  load(folder: string): Promise<readonly OutputFile[] | null>;
}

/** A trial that is over; `kept` null: it left no adapter. */
export interface OverTrial {
  readonly record: TrialRecord;
  readonly kept: {
    readonly run: RunRecord;
    readonly adapter: readonly NamedTensor[];
    readonly rowTokens: readonly RowTokenLosses[];
  } | null;
}

/** The adapter is a PEFT folder of its own, as that of a single run. */
export function trialFiles({ record, kept }: OverTrial): OutputFile[] {
  const contents: [(typeof TRIAL_FILE_NAMES)[number], Uint8Array<ArrayBuffer> | string][] =
    kept === null
      ? []
      : [
          ['adapter_model.safetensors', writeAdapter([...kept.adapter])],
          [
            'adapter_config.json',
            adapterConfigJson({ baseModel: kept.run.base.id, lora: loraSettings(kept.run.config) }),
          ],
          [TOKEN_LOSSES_FILE, writeTokenLosses(kept.rowTokens)],
          ['run.json', json(kept.run)],
        ];
  return [...contents, ['trial.json', json(record)] as const].map(([name, content]) => ({
    name,
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  }));
}

/** Reads trialFiles back. null for what is damaged or of another trial: it is run again then. */
export function readTrialFiles(files: readonly OutputFile[], planned: PlannedTrial): OverTrial | null {
  const bytes = (name: (typeof TRIAL_FILE_NAMES)[number]) => files.find((file) => file.name === name)?.bytes;
  try {
    const record = parsed(bytes('trial.json')) as TrialRecord | null;
    const { learningRate, batchSize } = planned.config;
    if (record?.number !== planned.number || record.learningRate !== learningRate || record.batchSize !== batchSize)
      return null;
    if (record.folder === null) return { record, kept: null };
    const run = parsed(bytes('run.json')) as RunRecord | null;
    const adapter = bytes('adapter_model.safetensors');
    const losses = bytes(TOKEN_LOSSES_FILE);
    if (run?.formatVersion !== 1 || adapter === undefined || losses === undefined) return null;
    const rowTokens = readAllTokenLosses(new TextDecoder().decode(losses));
    return { record, kept: { run, adapter: readAdapter(adapter), rowTokens } };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UserError) return null;
    throw error;
  }
}

function parsed(bytes: Uint8Array | undefined): unknown {
  return bytes === undefined ? null : JSON.parse(new TextDecoder().decode(bytes));
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
