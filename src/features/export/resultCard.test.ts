import { expect, test } from 'vitest';
import { parseConfig } from '../../run/config.ts';
import { exampleRun } from '../../run/testing/exampleRun.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { newRunFacts, withEvent } from '../../store/runFacts.ts';
import { cardText, resultCard } from './resultCard.ts';

const run = exampleRun();
const { gpu, evaluation, predictions } = run;
const facts = [
  {
    event: 'ready' as const,
    gpu,
    kernels: {},
    parameters: 1,
    trainableParameters: 1,
    checkpointing: false,
    peakBytes: 1,
    totalSteps: 20,
    resumedStep: 0,
    rows: { train: 128, validation: 16, test: 16 },
  },
  { event: 'comparison' as const, part: 'test' as const, outside: null, ...evaluation.comparison },
  ...predictions.map((prediction) => ({ event: 'prediction' as const, total: 1, ...prediction })),
].reduce(withEvent, newRunFacts(parseConfig({ model: 'mini', where: ['SECRET=x'] }), 'SECRET.csv'));

const finished = {
  number: 1,
  facts,
  curve: {
    steps: Float64Array.from({ length: 20 }, (_, i) => i + 1),
    losses: Float64Array.from({ length: 20 }, (_, i) => 4 - i / 10),
  },
} as unknown as FinishedRun;

test('the card has perplexities, rows, device and curve, and no text of a row or name of a file', () => {
  const card = resultCard(finished);
  const lines = card === null ? '' : cardText(card);
  expect(lines).toContain('Perplexity on rows it never saw: 8.763 before, 4.150 after (53 % lower, 95 % interval');
  expect(lines).toContain('128 rows trained on, 16 test rows');
  expect(lines).toContain('Test GPU');
  expect(lines).toContain('Training loss, 20 steps: 3.95 → 3.05 → 2.15');
  expect(lines).not.toContain('SECRET');
});

test('there is no card before a run was measured', () => {
  expect(resultCard({ ...finished, facts: newRunFacts(parseConfig({}), 'x') })).toBeNull();
});
