import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestGpu } from '../../tools/testing/gpu.ts';
import { diskModelFiles } from '../cli/diskModel.ts';
import { type GpuContext, openGpu } from '../engine/gpu/device.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import { initialAdapter, layoutAdapter } from '../engine/model/lora.ts';
import type { LoraSettings } from '../engine/types.ts';
import { openModel } from '../hub/openModel.ts';
import type { ChatEvent, ChatRequest } from './chat.ts';
import { type ChatSession, openChat } from './chatSession.ts';
import type { ImportedAdapter } from './importAdapter.ts';

const lora: LoraSettings = { rank: 4, alpha: 8, dropout: 0.1, targets: ['q_proj', 'v_proj'], rslora: false };
const REQUEST: ChatRequest = {
  turns: [],
  prompt: 'What are the signs of a cold?',
  sampling: { temperature: 0.8, topP: 0.95, seed: 7 },
  maxNewTokens: 10,
  strength: 1,
  adapter: 0,
};

let gpu: GpuContext;
let session: ChatSession;
beforeAll(async () => {
  gpu = await openGpu(await openTestGpu(), { defaultLimits: true });
  const model = await openModel(diskModelFiles('public/models/mini'));
  const zero = initialAdapter(layoutAdapter(parseModelConfig(model.configJson), lora), 1);
  const adapter = (tensors: ImportedAdapter['tensors']): ImportedAdapter => ({ lora, baseModel: 'mini', tensors });
  const trained = zero.map((tensor) =>
    tensor.name.includes('lora_B') ? { ...tensor, data: tensor.data.map((_, i) => Math.sin(i) / 10) } : tensor,
  );
  let clock = 0;
  const adapters = [adapter(trained), adapter(zero)] as const;
  session = await openChat(gpu, { model, doubleQuant: true, adapters, now: () => (clock += 5) });
}, 120_000);
afterAll(() => {
  session.destroy();
  gpu.destroy();
});

async function ask(changes: Partial<ChatRequest> = {}) {
  const events: ChatEvent[] = [];
  await session.turn({ ...REQUEST, ...changes }, (event) => events.push(event), new AbortController().signal);
  const answerOf = (model: 'base' | 'tuned') => {
    const found = events.find((event) => event.event === 'answer' && event.model === model);
    if (found?.event !== 'answer') throw new Error(`${model} gave no answer`);
    return found;
  };
  return { events, base: answerOf('base'), tuned: answerOf('tuned') };
}

describe('a conversation with mini', { timeout: 60_000 }, () => {
  it('streams both answers after the window, the tuned one first, and repeats them with the same seed', async () => {
    const { events, base, tuned } = await ask();
    expect(events[0]).toMatchObject({ event: 'window', firstKept: 0 });
    const order = events.slice(1).map((event) => ('model' in event ? `${event.model} ${event.event}` : ''));
    expect(order.filter((name, i) => name !== order[i - 1])).toEqual([
      ...['tuned text', 'tuned answer', 'base text', 'base answer'],
    ]);
    const texts = events.flatMap((event) => (event.event === 'text' && event.model === 'tuned' ? [event] : []));
    expect(texts.length).toBeGreaterThan(1);
    expect(tuned.text.startsWith(texts[0]?.text.trim() ?? '-')).toBe(true);
    expect(tuned.tokens).toBeLessThanOrEqual(10);
    expect(tuned.tokensPerSec).toBeGreaterThan(0);
    expect(tuned.text).not.toBe(base.text);
    const again = await ask();
    expect([again.base.text, again.tuned.text]).toEqual([base.text, tuned.text]);
    const other = await ask({ sampling: { ...REQUEST.sampling, seed: 8 } });
    expect(other.tuned.text).not.toBe(tuned.text);
  });

  it('at strength 0, or with an adapter that changes nothing, the tuned model is the base', async () => {
    const { base, tuned } = await ask({ strength: 0 });
    expect(tuned.text).toBe(base.text);
    const untrained = await ask({ adapter: 1 });
    expect(untrained.tuned.text).toBe(base.text);
    // And back: what was loaded last has no say.
    expect((await ask()).tuned.text).not.toBe(base.text);
  });

  it('earlier turns are read, each model its own answers', async () => {
    const turns = [{ prompt: 'Is it warm?', base: 'No.', tuned: 'Yes, it is warm.' }];
    const first = await ask({ maxNewTokens: 2 });
    const second = await ask({ maxNewTokens: 2, turns });
    const tokens = ({ events }: typeof first) => (events[0]?.event === 'window' ? events[0].tokens : 0);
    expect(tokens(second)).toBeGreaterThan(tokens(first) + 10);
    await expect(ask({ prompt: 'Why? '.repeat(600) })).rejects.toThrow(/there is room for 1014/);
  });

  it('a stop ends the answer under way and leaves out the next', async () => {
    const stop = new AbortController();
    const events: ChatEvent[] = [];
    await session.turn(
      { ...REQUEST, maxNewTokens: 200 },
      (event) => {
        events.push(event);
        if (event.event === 'text') stop.abort();
      },
      stop.signal,
    );
    expect(events.at(-1)).toMatchObject({ event: 'answer', model: 'tuned', stop: 'stopped' });
    expect(events.some((event) => 'model' in event && event.model === 'base')).toBe(false);
  });
});
