import type { RowLoss } from '../engine/types.ts';
import { answerTokens, markRepeated } from '../evaluate/answerTokens.ts';
import { compareModels, compareOutside, pairRows } from '../evaluate/comparison.ts';
import { evaluateLoss, type LossMeter, type MeasuredLoss } from '../evaluate/loss.ts';
import { findRepeatedPhrases } from '../evaluate/repeatedPhrases.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import type { RunData, RunPart } from './data.ts';
import type { EvaluatedPart, RepeatedRecord, RunEvent, RunPhase } from './events.ts';
import type { PartEvaluation } from './record.ts';
import { type RowTokenLosses, rowTokenLosses } from './tokenLosses.ts';

export interface EvaluatorParams {
  readonly engine: LossMeter;
  readonly data: RunData;
  readonly tokenizer: Tokenizer;
  /** Of the bootstrap. */
  readonly seed: number;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface Report {
  readonly emit: (event: RunEvent) => void;
  readonly signal: AbortSignal | undefined;
}

/** Measures base and tuned model on a part of the split; parts are never put together. */
export interface PartEvaluator {
  /** Measured once: the base is the same in every trial. */
  base(part: EvaluatedPart, report: Report): Promise<MeasuredLoss>;
  /** With the interval so far every now and then, on the rows that both have measured. */
  tuned(part: EvaluatedPart, base: MeasuredLoss, report: Report): Promise<MeasuredLoss>;
  /** The whole comparison, and that outside of repeated phrases. */
  compare(part: EvaluatedPart, base: MeasuredLoss, tuned: MeasuredLoss, emit: Report['emit']): ComparedPart;
  /** Phrases that training answers share; looked for at the first call. */
  repeated(): RepeatedRecord;
}

export interface ComparedPart {
  readonly evaluation: PartEvaluation;
  readonly rowTokens: readonly RowTokenLosses[];
}

/** The whole interval comes at the end: fewer draws show where it will be. */
const PASSING_RESAMPLES = 500;
const PASSING_MS = 500;
/** Of the phrases that are named. */
const NAMED = 20;

export function createEvaluator({ engine, data, tokenizer, seed, now }: EvaluatorParams): PartEvaluator {
  let found: ReturnType<typeof findRepeatedPhrases> | null = null;
  const phrases = () => {
    found ??= findRepeatedPhrases(data.parts.train.examples.map(({ completion }) => completion));
    return found;
  };

  const bases = new Map<EvaluatedPart, MeasuredLoss>();

  async function measure(
    part: EvaluatedPart,
    model: 'base' | 'tuned',
    { emit, signal }: Report,
    onRows: (rowLosses: readonly RowLoss[], total: number) => void = () => undefined,
  ): Promise<MeasuredLoss> {
    const measured = await evaluateLoss(engine, data.parts[part].rows, {
      adapter: model === 'tuned',
      signal,
      onProgress(done, total, rowLosses) {
        emit({ event: 'phase', ...phaseOf(part, model, done, total) });
        onRows(rowLosses, total);
      },
    });
    emit({ event: 'evaluation', model, part, ...measured.summary, rowLosses: measured.rowLosses });
    return measured;
  }

  return {
    async base(part, report) {
      const known = bases.get(part);
      const measured = known ?? (await measure(part, 'base', report));
      bases.set(part, measured);
      if (known)
        report.emit({ event: 'evaluation', model: 'base', part, ...known.summary, rowLosses: known.rowLosses });
      return measured;
    },
    tuned(part, base, report) {
      let toldMs = now();
      return measure(part, 'tuned', report, (rowLosses, total) => {
        if (rowLosses.length === total || now() - toldMs < PASSING_MS) return;
        const rows = pairRows(base.rowLosses.slice(0, rowLosses.length), rowLosses);
        if (rows.every(({ tokens }) => tokens === 0)) return;
        report.emit({ event: 'comparing', part, total, ...compareModels(rows, seed, PASSING_RESAMPLES) });
        toldMs = now();
      });
    },
    compare(part, base, tuned, emit) {
      const rows = pairRows(base.rowLosses, tuned.rowLosses);
      const tokens = data.parts[part].rows.map((row) => answerTokens(tokenizer, row));
      const marks = tokens.map((row) => markRepeated(row, phrases()));
      const comparison = compareModels(rows, seed);
      const outside = phrases().sharing === 0 ? null : compareOutside(base.tokenLosses, tuned.tokenLosses, marks, seed);
      emit({ event: 'comparison', part, ...comparison, outside });
      return {
        evaluation: { part, base: base.summary, tuned: tuned.summary, comparison, rows, outside },
        rowTokens: rowTokenLosses({ tokens, base: base.tokenLosses, tuned: tuned.tokenLosses, marks }),
      };
    },
    repeated() {
      const { rule, answers, sharing, phrases: all } = phrases();
      return { rule, answers, sharing, phrases: all.slice(0, NAMED) };
    },
  };
}

/** The test rows are measured before and after training; the validation rows by both models after it, in one phase. */
function phaseOf(part: EvaluatedPart, model: 'base' | 'tuned', done: number, total: number) {
  if (part === 'test') return { phase: model satisfies RunPhase, done, total };
  return { phase: 'compare' as const, done: model === 'base' ? done : total + done, total: 2 * total };
}

/** Whether a part has an answer token to measure. */
export function isMeasurable({ rows }: RunPart): boolean {
  return rows.some(({ supervised }) => supervised.some((flag, i) => i > 0 && flag === 1));
}
