import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeJsonl } from '../formats/jsonl.ts';

/** Seconds on a quiet machine; SwiftShader shares the cores with whatever else runs. */
const TIMEOUT_MS = 300_000;
/** Inside the project, so that the built program finds `webgpu` and the demo models from where it lies. */
const BUILT = 'node_modules/.cache/tabtune/cli-test';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tabtune-kill-'));
  await build({ configFile: 'vite.cli.config.ts', logLevel: 'error', build: { outDir: BUILT } });
  const animals = ['cat', 'dog', 'cow', 'owl', 'fox', 'hen', 'bee', 'ant', 'elk', 'rat', 'bat', 'pig', 'cod', 'ape'];
  const rows = animals.map((name) => ({ prompt: `Describe the ${name}.`, completion: `The ${name} is an animal.` }));
  writeFileSync(join(folder, 'train.jsonl'), writeJsonl(rows));
  writeFileSync(join(folder, 'held.jsonl'), writeJsonl(rows.slice(0, 2)));
}, TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 14 rows, batch 2, accumulation 3: 3 steps an epoch, the last of one micro-batch; 9 steps, saved at 2, 4, 6, 8. */
const SETTINGS = (
  '--model mini --max-length 40 --batch-size 2 --grad-accum 3 --epochs 3 --save-steps 2 --lr 0.01 --warmup-steps 1 ' +
  '--dropout 0.1 --predictions 0'
).split(' ');
const ROWS = ['--train', 'train.jsonl', '--validation', 'held.jsonl', '--test', 'held.jsonl'];

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly events: readonly { readonly event: string; readonly step?: number; readonly resumedStep?: number }[];
  readonly errors: string;
}

/** Runs `tabtune finetune … --json`; `killAt` gets every line and says when to send SIGKILL. */
function finetune(
  flags: readonly string[],
  killAt: (event: Ended['events'][number]) => boolean = () => false,
): Promise<Ended> {
  const argv = [join(process.cwd(), BUILT, 'tabtune.js'), 'finetune', ...flags, '--device', 'software', '--json'];
  // The environment of SwiftShader is already here: no second process stands between us and the one to be killed.
  const child = spawn(process.execPath, argv, { cwd: folder, env: { ...process.env, TABTUNE_SOFTWARE_GPU: '1' } });
  const events: Ended['events'][number][] = [];
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  createInterface(child.stdout).on('line', (line) => {
    const event = JSON.parse(line) as Ended['events'][number];
    events.push(event);
    if (killAt(event)) child.kill('SIGKILL');
  });
  return new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal, events, errors })));
}

const adapterFiles = (out: string) =>
  ['adapter_model.safetensors', 'adapter_config.json'].map((name) => readFileSync(join(folder, out, name)));

describe('a run that is killed', { timeout: TIMEOUT_MS }, () => {
  it('goes on from its last checkpoint to the bytes of the run that nobody killed', async () => {
    const whole = await finetune([...ROWS, ...SETTINGS, '--report', '--out', 'whole']);
    expect(whole.errors).not.toContain('tabtune:'); // notes on the rows go there too
    expect(whole.code).toBe(0);
    expect(readFileSync(join(folder, 'whole', 'report.html'), 'utf8')).toContain('9 optimizer steps on 14 rows');

    // After the checkpoint of step 4 the next group (step 5 of 4..6, so in mid-epoch) is under way at once.
    const first = await finetune(
      [...ROWS, ...SETTINGS, '--out', 'killed'],
      ({ event, step }) => event === 'checkpoint' && step === 4,
    );
    expect(first.signal).toBe('SIGKILL');
    expect(first.events.filter(({ event }) => event === 'step').at(-1)?.step).toBe(4);
    expect(existsSync(join(folder, 'killed', 'adapter_model.safetensors'))).toBe(false);

    const mismatch = await finetune(['--resume', 'killed', '--lr', '0.02']);
    expect(mismatch.code).toBe(2);
    expect(mismatch.errors).toContain('cannot resume, since --lr was 0.01 and is now 0.02');

    // The record of step 7 arrives while step 8 is on the GPU: killed beyond the checkpoint of step 6, which is repeated from.
    const second = await finetune(['--resume', 'killed'], ({ event, step }) => event === 'step' && step === 7);
    expect(second.signal).toBe('SIGKILL');
    expect(second.events.find(({ event }) => event === 'ready')?.resumedStep).toBe(4);

    const last = await finetune([...ROWS, ...SETTINGS, '--resume', 'killed', '--out', 'killed']);
    expect(last.errors).not.toContain('tabtune:');
    expect(last.code).toBe(0);
    expect(last.events.find(({ event }) => event === 'ready')?.resumedStep).toBe(6);

    expect(adapterFiles('killed')).toEqual(adapterFiles('whole'));
    const steps = (out: string) => {
      const run = JSON.parse(readFileSync(join(folder, out, 'run.json'), 'utf8')) as {
        training: { steps: { step: number; loss: number; gradNorm: number }[] };
      };
      return run.training.steps.map(({ step, loss, gradNorm }) => [step, loss, gradNorm]);
    };
    expect(steps('killed')).toEqual(steps('whole'));
    expect(existsSync(join(folder, 'killed', 'checkpoint'))).toBe(false);
  });

  it('is never overwritten by a new run unless that is asked for', async () => {
    const again = await finetune([...ROWS, ...SETTINGS, '--out', 'whole']);
    expect(again.code).toBe(2);
    expect(again.errors).toContain('already holds adapter_model.safetensors');
  });
});
