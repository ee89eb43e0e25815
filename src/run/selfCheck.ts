import type { LoraSettings, NamedTensor, RowLoss, TokenRow } from '../engine/types.ts';
import { parseAdapterConfig, readAdapter } from '../formats/peft.ts';
import { messageOf, RunError } from '../lib/errors.ts';
import type { SelfCheckRecord } from './events.ts';
import type { OutputFile } from './outputs.ts';

/** Enough to see a wrong tensor anywhere: every adapted matrix works on every token. */
export const CHECKED_ROWS = 8;

/** The part of the engine that the check needs. */
export interface CheckEngine {
  writeAdapter(tensors: readonly NamedTensor[]): void;
  losses(rows: readonly TokenRow[], options: { adapter: boolean }): Promise<RowLoss[]>;
}

export interface SelfCheckParams {
  /** The files as they were read back from where they were written. */
  readonly files: readonly OutputFile[];
  readonly lora: LoraSettings;
  /** Test rows, and their losses as the tuned model was measured. */
  readonly rows: readonly TokenRow[];
  readonly before: readonly RowLoss[];
}

/**
 * Loads the adapter out of the written files into the engine, in place of zeros, and measures the first CHECKED_ROWS test rows again: the
 * largest difference of a row's mean loss per token, in nats. 0 where nothing was lost on the way. What cannot be read back is told and not
 * thrown: the run is done, and its files are there to be looked at.
 */
export async function selfCheck(engine: CheckEngine, params: SelfCheckParams): Promise<SelfCheckRecord> {
  let adapter: NamedTensor[];
  try {
    adapter = readBackAdapter(params.files, params.lora);
    // What is in the engine now must not stand in for what was written.
    engine.writeAdapter(adapter.map(({ name, shape, data }) => ({ name, shape, data: new Float32Array(data.length) })));
    engine.writeAdapter(adapter);
  } catch (error) {
    return { rows: 0, tokens: 0, largestDifference: null, problem: messageOf(error) };
  }
  const rows = params.rows.slice(0, CHECKED_ROWS);
  const after = await engine.losses(rows, { adapter: true });
  const differences = after.map(({ lossSum, tokens }, i) => {
    const before = params.before[i];
    return tokens === 0 || before === undefined ? 0 : Math.abs(lossSum - before.lossSum) / tokens;
  });
  return {
    rows: rows.length,
    tokens: after.reduce((sum, { tokens }) => sum + tokens, 0),
    largestDifference: Math.max(0, ...differences),
    problem: null,
  };
}

/** Throws a UserError or RunError when a file is missing, damaged, or says something else than the run. */
function readBackAdapter(files: readonly OutputFile[], lora: LoraSettings): NamedTensor[] {
  const adapter = readAdapter(bytesOf(files, 'adapter_model.safetensors'));
  const config = parseAdapterConfig(new TextDecoder().decode(bytesOf(files, 'adapter_config.json')));
  for (const key of ['rank', 'alpha', 'dropout', 'rslora'] as const) {
    if (config[key] !== lora[key])
      throw new RunError(`adapter_config.json says ${key} ${config[key]}, the run had ${lora[key]}`);
  }
  if (config.targets.toSorted().join() !== lora.targets.toSorted().join())
    throw new RunError(`adapter_config.json names ${config.targets.join(', ')}`);
  return adapter;
}

function bytesOf(files: readonly OutputFile[], name: string): Uint8Array<ArrayBuffer> {
  const found = files.find((file) => file.name === name);
  if (found === undefined) throw new RunError(`${name} is missing`);
  return found.bytes;
}
