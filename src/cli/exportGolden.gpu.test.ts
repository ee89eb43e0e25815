import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { GoldenAnswer } from '../run/export/golden.ts';
import { loadAdapterFolder } from './adapterFolder.ts';
import { openModelArgument } from './diskModel.ts';
import { cliGoldenFile } from './exportGolden.ts';
import { writeMiniAdapter } from './testing/adapterFixture.ts';
import { fakeIo } from './testing/fakeIo.ts';

const io = fakeIo();
afterAll(() => io.remove());

interface Golden {
  readonly quantised: { readonly doubleQuant: boolean; readonly answers: readonly GoldenAnswer[] };
  readonly merged: { readonly dtype: string; readonly answers: readonly GoldenAnswer[] };
}

describe('golden.json', () => {
  it('holds the greedy answers of the 4-bit base with the adapter, and of the merged weights', async () => {
    writeMiniAdapter(join(io.cwd, 'tuned'), { targets: ['q_proj', 'o_proj'] });
    const model = await openModelArgument('mini', io);
    const adapter = await loadAdapterFolder('adapter', 'tuned', io);
    const file = await cliGoldenFile(
      { prompts: ['Why?'], maxNewTokens: 3 },
      { model, adapter, forms: ['adapter', 'merged'], name: 'x', dtype: 'auto', maxShardBytes: 1e9, doubleQuant: true },
      { io, device: 'software' },
    );
    const parts: Uint8Array[] = [];
    for await (const chunk of file.chunks()) parts.push(chunk);
    const { quantised, merged } = JSON.parse(Buffer.concat(parts).toString('utf8')) as Golden;
    expect([quantised.doubleQuant, merged.dtype]).toEqual([true, 'F16']);
    for (const { answers } of [quantised, merged]) {
      const [answer] = answers;
      expect(answer?.text).toBe('<|im_start|>user\nWhy?<|im_end|>\n<|im_start|>assistant\n');
      expect(answer?.answerIds.length).toBe(3);
      expect(answer?.steps.map(({ ids }) => ids[0])).toEqual(answer?.answerIds);
      for (const { logits } of answer?.steps ?? []) expect(logits).toEqual(logits.toSorted((a, b) => b - a));
    }
    const first = (answers: readonly GoldenAnswer[]) => answers[0]?.steps[0]?.logits[0] ?? 0;
    const difference = Math.abs(first(quantised.answers) - first(merged.answers));
    expect(difference).toBeGreaterThan(1e-3); // 4 bits are not 16
    expect(difference).toBeLessThan(5);
  });
});
