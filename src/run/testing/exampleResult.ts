import { zipFiles } from '../../formats/zip.ts';
import { summariseRun } from '../describeRun.ts';
import { outputFiles } from '../outputs.ts';
import type { RunRecord } from '../record.ts';
import { NOTHING_ABOUT } from '../runAbout.ts';
import type { PackedRun } from '../runsFile.ts';
import { EXAMPLE_ADAPTER, exampleRun } from './exampleRun.ts';

/** A finished run as it is kept, with the files that it wrote. */
export function exampleResult(id: string, overrides: Partial<RunRecord> = {}): PackedRun {
  const run = exampleRun(overrides);
  const files = outputFiles({
    run,
    adapter: EXAMPLE_ADAPTER,
    lora: { rank: 2, alpha: 4, dropout: 0, targets: ['q_proj'], rslora: false },
    parts: { train: [], validation: [], test: [] },
    rowTokens: [],
    chatTemplate: null,
    stops: { stop_strings: [], stop_token_ids: [], pad_token_id: null },
  });
  const archive = zipFiles(files);
  const { base, tuned, comparison } = run.evaluation;
  return {
    archive,
    about: NOTHING_ABOUT,
    result: {
      id,
      fileName: 'rows.csv',
      config: run.config,
      startedAt: 5,
      events: [
        { event: 'restored', step: 2, steps: [step(1, 4), step(2, 2)], validations: [], answers: [] },
        { event: 'evaluation', model: 'base', part: 'test', rowLosses: [], ...base },
        { event: 'evaluation', model: 'tuned', part: 'test', rowLosses: [], ...tuned },
        { event: 'comparison', part: 'test', outside: null, ...comparison },
        { event: 'done', ...summariseRun(run) },
      ],
      files: files.map(({ name, bytes }) => ({ name, sizeBytes: bytes.length })),
      archiveBytes: archive.length,
      fingerprint: run.data.fingerprint,
    },
  };
}

function step(number: number, loss: number) {
  return {
    step: number,
    totalSteps: 2,
    epoch: 1,
    loss,
    lr: 1e-3,
    gradNorm: 1,
    tokens: 8,
    supervisedTokens: 4,
    elapsedMs: number,
    tokensPerSec: 8,
  };
}
