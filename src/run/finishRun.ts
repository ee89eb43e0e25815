import type { NamedTensor } from '../engine/types.ts';
import { commonTerms, JUDGE_RULE, termShares } from '../evaluate/judge.ts';
import { unzip, zipFiles } from '../formats/zip.ts';
import type { RunConfig } from './config.ts';
import { judgingOf } from './describeRun.ts';
import type { RunEvent } from './events.ts';
import { answerFewShot, measureFewShot } from './measureFewShot.ts';
import type { OpenRun } from './openRun.ts';
import { type OutputFile, outputFiles } from './outputs.ts';
import type { RunRecord } from './record.ts';
import type { RunPorts, RunResult, RunSignals } from './runPorts.ts';
import { selfCheck } from './selfCheck.ts';
import { loraSettings } from './settings.ts';
import { anySignal } from './signals.ts';
import { answerQuestions } from './testAnswers.ts';
import type { RowTokenLosses } from './tokenLosses.ts';

export interface FinishOptions {
  readonly config: RunConfig;
  /** As it stands before the answers: they are added here. */
  readonly record: RunRecord;
  /** It is in the engine. */
  readonly adapter: readonly NamedTensor[];
  /** That of the last step, where an earlier one is kept. */
  readonly lastAdapter?: readonly NamedTensor[] | null;
  readonly rowTokens: readonly RowTokenLosses[];
  /** Files besides those of the run itself, such as its trials'. */
  readonly besides?: readonly OutputFile[];
  readonly emit: (event: RunEvent) => void;
  readonly signals: RunSignals;
}

/** Answers test rows with base and tuned model, puts the files together, and loads the adapter once more out of what was written. */
export async function finishRun(run: OpenRun, ports: RunPorts, options: FinishOptions): Promise<RunResult> {
  const { engine, tokenizer, stops, questions, fewShot } = run;
  const { config, record, adapter, lastAdapter = null, rowTokens, besides = [], emit, signals } = options;
  const { data } = ports;
  // A stop that came while training has done its work; one that comes now skips the rest of the answers.
  const skip = anySignal([signals.stop?.aborted ? undefined : signals.stop, signals.abort]);
  const before = record.evaluation.rows.map(({ tuned, tokens }) => ({ lossSum: tuned, tokens }));
  const { now } = ports;
  const examples = fewShot
    ? await measureFewShot(engine, fewShot.plan, { tuned: before, seed: config.seed, now, emit, skip })
    : null;
  const judging = {
    rule: JUDGE_RULE,
    common: termShares(data.parts.train.examples.map(({ completion }) => completion)),
  };
  if (questions.length > 0) emit({ event: 'judging', ...judging });
  const common = commonTerms(judging.common, judging.rule);
  const answering = {
    tokenizer,
    stopIds: stops,
    judging,
    skip,
  };
  const predictions = await answerQuestions(engine, questions, {
    ...answering,
    onAnswer: (answer) => emit({ event: 'prediction', total: questions.length, ...answer }),
  });
  const shown = examples && {
    ...examples.record,
    rowLosses: examples.rows,
    ...(await answerFewShot(engine, fewShot?.questions ?? [], { ...answering, common, emit })),
  };
  const lora = loraSettings(config);
  const elapsedMs = ports.now() - Date.parse(record.startedAt);
  const finished: RunRecord = {
    ...record,
    elapsedMs,
    ...(shown && { fewShot: shown }),
    predictions,
    judging: judgingOf(predictions, judging),
  };
  const own = outputFiles({
    run: finished,
    adapter,
    lastAdapter,
    lora,
    parts: {
      train: data.parts.train.examples,
      validation: data.parts.validation.examples,
      test: data.parts.test.examples,
    },
    rowTokens,
    chatTemplate: tokenizer.chatTemplate,
    stops: {
      stop_strings: stops.map((id) => tokenizer.decode([id])),
      stop_token_ids: stops,
      pad_token_id: tokenizer.padId,
    },
  });
  // run.json comes last: it says that everything else is whole.
  const files = [...besides, ...own];
  emit({ event: 'phase', phase: 'write', done: 0, total: 1 });
  const written = await (ports.write ?? throughZip)(files);
  const check = await selfCheck(engine, { files: written, lora, rows: data.parts.test.rows, before });
  emit({ event: 'phase', phase: 'write', done: 1, total: 1 });
  emit({ event: 'selfCheck', ...check });
  return { run: finished, files };
}

/** As the studio keeps them: packed, and unpacked from the bytes that are kept. */
async function throughZip(files: readonly OutputFile[]): Promise<OutputFile[]> {
  return unzip(zipFiles(files)).map(({ name, bytes }) => ({ name, bytes: bytes.slice() }));
}
