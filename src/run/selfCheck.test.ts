import { describe, expect, it } from 'vitest';
import type { NamedTensor, TokenRow } from '../engine/types.ts';
import { unzip, zipFiles } from '../formats/zip.ts';
import { type OutputFile, outputFiles } from './outputs.ts';
import { CHECKED_ROWS, selfCheck } from './selfCheck.ts';
import { loraSettings } from './settings.ts';
import { EXAMPLE_ADAPTER, exampleRun } from './testing/exampleRun.ts';

const run = exampleRun();
const lora = loraSettings(run.config);
const files = outputFiles({
  run,
  adapter: EXAMPLE_ADAPTER,
  lora,
  parts: { train: [], validation: [], test: [] },
  rowTokens: [],
  chatTemplate: null,
  stops: { stop_strings: [], stop_token_ids: [], pad_token_id: null },
});
const readBack = (from: readonly OutputFile[]) =>
  unzip(zipFiles(from)).map(({ name, bytes }) => ({ name, bytes: bytes.slice() }));
const row: TokenRow = { ids: Uint32Array.of(1, 2), supervised: Uint8Array.of(0, 1) };
const rows = Array.from({ length: 20 }, () => row);

/** An engine whose loss is the sum of what was loaded last. */
function engine() {
  const loaded: (readonly NamedTensor[])[] = [];
  return {
    loaded,
    writeAdapter: (tensors: readonly NamedTensor[]) => void loaded.push(tensors),
    losses: async (measured: readonly TokenRow[]) => {
      const sum = loaded.at(-1)?.reduce((total, { data }) => total + data.reduce((a, b) => a + b, 0), 0) ?? Number.NaN;
      return measured.map(() => ({ lossSum: sum, tokens: 2 }));
    },
  };
}

const before = rows.map(() => ({ lossSum: 36, tokens: 2 }));

describe('selfCheck', () => {
  it('measures rows with the adapter out of the written files, in place of zeros', async () => {
    const checked = engine();
    const record = await selfCheck(checked, { files: readBack(files), lora, rows, before });
    expect(record).toEqual({ rows: CHECKED_ROWS, tokens: 2 * CHECKED_ROWS, largestDifference: 0, problem: null });
    expect(checked.loaded[0]?.every(({ data }) => data.every((value) => value === 0))).toBe(true);
    expect(checked.loaded.at(-1)).toEqual(EXAMPLE_ADAPTER);
  });

  it('tells the largest difference per token where the adapter changed on the way', async () => {
    const changed = EXAMPLE_ADAPTER.map((tensor) => ({ ...tensor, data: tensor.data.map((value) => value * 2) }));
    const other = outputFiles({
      run,
      adapter: changed,
      lora,
      parts: { train: [], validation: [], test: [] },
      rowTokens: [],
      chatTemplate: null,
      stops: { stop_strings: [], stop_token_ids: [], pad_token_id: null },
    });
    const { largestDifference } = await selfCheck(engine(), { files: readBack(other), lora, rows, before });
    expect(largestDifference).toBe(18);
  });

  it('tells of files that miss something or say something else', async () => {
    const problem = async (changes: Partial<Parameters<typeof selfCheck>[1]>) =>
      (await selfCheck(engine(), { files, lora, rows, before, ...changes })).problem;
    const without = files.filter(({ name }) => name !== 'adapter_config.json');
    expect(await problem({ files: without })).toBe('adapter_config.json is missing');
    expect(await problem({ lora: { ...lora, alpha: 17 } })).toBe('adapter_config.json says alpha 16, the run had 17');
    expect(await problem({ lora: { ...lora, targets: ['o_proj'] } })).toBe('adapter_config.json names q_proj, v_proj');
    const cut = files.map(({ name, bytes }) => ({
      name,
      bytes: name.endsWith('.safetensors') ? bytes.slice(0, 9) : bytes,
    }));
    expect(await problem({ files: cut })).toMatch(/adapter_model.safetensors/);
  });
});
