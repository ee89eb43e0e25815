import type { GpuContext } from '../engine/gpu/device.ts';
import { longestDocument, longestRow } from '../engine/model/checkRows.ts';
import { parseModelConfig } from '../engine/model/config.ts';
import { countSteps } from '../engine/train/batches.ts';
import { fingerprintRows } from '../engine/train/fingerprint.ts';
import type { NamedTensor } from '../engine/types.ts';
import { compareModels, pairRows } from '../evaluate/comparison.ts';
import { commonTerms } from '../evaluate/judge.ts';
import { evaluateLoss, type MeasuredLoss } from '../evaluate/loss.ts';
import { unzip, zipFiles } from '../formats/zip.ts';
import type { LoadedModel } from '../hub/modelFiles.ts';
import { stopIds } from '../text/stopIds.ts';
import { createTokenizer, type Tokenizer } from '../text/tokenizer.ts';
import { assertResumable, CHECKPOINT_FILE, type CheckpointStore, type RunCheckpoint } from './checkpoints.ts';
import type { RunConfig } from './config.ts';
import type { RunData } from './data.ts';
import { describeEngine, describeRun } from './describeRun.ts';
import type { RateChange, RestoredRecord, RunEvent } from './events.ts';
import { type FewShotParams, fewShotWindow, planFewShot } from './fewShot.ts';
import { chooseLiveQuestion, liveAnswers } from './liveQuestion.ts';
import { answerFewShot, measureFewShot, questionsBehind } from './measureFewShot.ts';
import { openEngine } from './openEngine.ts';
import { type OutputFile, outputFiles } from './outputs.ts';
import type { RunRecord } from './record.ts';
import type { RunControl } from './runControl.ts';
import { selfCheck } from './selfCheck.ts';
import { loraSettings, trainSettings } from './settings.ts';
import { anySignal } from './signals.ts';
import { asStored } from './storedQuantisation.ts';
import { answerQuestions, chooseQuestions, longestAnswer, type Question } from './testAnswers.ts';
import { trainAdapter } from './trainAdapter.ts';

/** What a run needs from the place it runs in: the command line or the engine worker. */
export interface RunPorts {
  /** The caller destroys the device after the run. */
  openGpu(): Promise<GpuContext>;
  readonly model: LoadedModel;
  readonly data: RunData;
  readonly checkpoints: CheckpointStore;
  /** Go on from the checkpoint in `checkpoints`; from the start when there is none. */
  readonly resume: boolean;
  /** With `resume`: train no further, but finish with what the checkpoint has learned. */
  readonly keep?: boolean;
  /** With `resume`: the learning rate of `config` may differ from the checkpoint's; it holds from there on. */
  readonly newRate?: boolean;
  /** Pausing and saving besides the steps of `config`. */
  readonly control?: RunControl;
  /** Start from these weights in place of PEFT's initialisation. */
  readonly initialAdapter?: readonly NamedTensor[];
  /** Puts the files where they stay and reads them back for the self-check; left out: through a zip in memory. */
  write?(files: readonly OutputFile[]): Promise<readonly OutputFile[]>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Names and versions for run.json; `tabtune` is ours. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface RunSignals {
  /** End after the current step; the adapter, the evaluation and the files still come. */
  readonly stop?: AbortSignal | undefined;
  /** End now; rejects with AbortedError. While answers are written it only skips the rest of them. */
  readonly abort?: AbortSignal | undefined;
}

export interface RunResult {
  readonly run: RunRecord;
  readonly files: readonly OutputFile[];
}

/**
 * A whole run: load the model in 4 bits, measure the base on the test rows, train, measure the tuned model on the same rows, answer
 * some of them with both, put the files together, and load the adapter once more out of what was written. Everything it does is emitted but `done`, which
 * the caller emits once the files are safe.
 * @throws UserError for settings or a checkpoint that do not fit, RunError for GPU or numbers, AbortedError when nothing is kept.
 */
export async function runFinetune(
  requested: RunConfig,
  ports: RunPorts,
  emit: (event: RunEvent) => void,
  signals: RunSignals = {},
): Promise<RunResult> {
  const config = asStored(requested, ports.model);
  const startedAt = ports.now();
  const { model, data } = ports;
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const stops = stopIds(tokenizer, model.generationConfig);
  const { maxLength } = parseModelConfig(model.configJson);
  const questions = chooseQuestions(tokenizer, data.parts.test, config, maxLength);
  const liveQuestion = chooseLiveQuestion(tokenizer, data.parts.validation, config, maxLength);
  const fewShot = config.fewShot > 0 ? planFewShot(fewShotParams(config, ports, tokenizer)) : null;
  const shown = fewShot?.shots.length ? fewShot : null;
  const shownQuestions = shown ? questionsBehind(tokenizer, shown, questions, maxLength) : [];
  const resumed = ports.resume ? await loadCheckpoint(config, ports) : null;
  if (liveQuestion) emit({ event: 'question', ...asked(liveQuestion) });
  if (ports.resume) emit({ event: 'restored', ...restored(resumed) });
  const rateChanges = resumed?.rateChanges ?? [];
  // Before the first step there is nothing to keep, so that stopping is aborting.
  const early = anySignal([signals.stop, signals.abort]);
  const engine = await openEngine(config, ports, {
    context: longestAnswer([...questions, ...shownQuestions, ...(liveQuestion ? [liveQuestion] : [])]),
    longestRow: longestRow(shown?.rows ?? []),
    prompts: questions.length,
    kernels: resumed?.state.kernels,
    emit,
    signal: early,
  });
  try {
    const totalSteps = countSteps(data.parts.train.rows.length, trainSettings(config)).total;
    const { train, validation, test } = data.parts;
    const partSizes = { train: train.rows.length, validation: validation.rows.length, test: test.rows.length };
    const resumedStep = resumed?.state.step ?? 0;
    emit({ event: 'ready', ...describeEngine(engine.info), totalSteps, rows: partSizes, resumedStep });
    const measure = async (name: 'base' | 'tuned', signal: AbortSignal | undefined): Promise<MeasuredLoss> => {
      const onProgress = (done: number, total: number) => emit({ event: 'phase', phase: name, done, total });
      const measured = await evaluateLoss(engine, data.parts.test.rows, {
        adapter: name === 'tuned',
        onProgress,
        signal,
      });
      emit({ event: 'evaluation', model: name, part: 'test', ...measured.summary, rowLosses: measured.rowLosses });
      return measured;
    };
    const base = await measure('base', early);
    const answers = liveAnswers({
      question: liveQuestion,
      tokenizer,
      stopIds: stops,
      generator: engine,
      before: resumed?.answers ?? [],
      onAnswer: (record) => emit({ event: 'answer', ...record }),
    });
    await answers.ask({ percent: 0, step: 0 }, early);
    const trained = await trainAdapter(engine, config, ports, { resumed, rateChanges, answers, emit, signals });
    await answers.ask({ percent: 100, step: trained.adapterStep }, signals.abort);
    const tuned = await measure('tuned', signals.abort);
    const rows = pairRows(base.rowLosses, tuned.rowLosses);
    const comparison = compareModels(rows, config.seed);
    emit({ event: 'comparison', ...comparison });

    // A stop that came while training has done its work; one that comes now skips the rest of the answers.
    const skip = anySignal([signals.stop?.aborted ? undefined : signals.stop, signals.abort]);
    const shownLoss =
      shown &&
      (await measureFewShot(engine, shown, {
        tuned: tuned.rowLosses,
        seed: config.seed,
        now: ports.now,
        emit,
        skip,
      }));
    const answering = {
      tokenizer,
      stopIds: stops,
      common: commonTerms(data.parts.train.examples.map(({ completion }) => completion)),
      skip,
    };
    const predictions = await answerQuestions(engine, questions, {
      ...answering,
      onAnswer: (record) => emit({ event: 'prediction', total: questions.length, ...record }),
    });
    const fewShotSection = shownLoss && {
      ...shownLoss.record,
      rowLosses: shownLoss.rows,
      ...(await answerFewShot(engine, shownQuestions, { ...answering, emit })),
    };

    const { info } = engine;
    const learning = liveQuestion && { ...asked(liveQuestion), answers: answers.records };
    const evaluation = { part: 'test' as const, base: base.summary, tuned: tuned.summary, comparison, rows };
    const run = describeRun({
      config,
      ports,
      info,
      evaluation,
      trained,
      learning,
      rateChanges,
      fewShot: fewShotSection,
      predictions,
      startedAt,
    });
    const files = outputFiles({
      run,
      adapter: trained.adapter,
      lora: loraSettings(config),
      parts: {
        train: data.parts.train.examples,
        validation: data.parts.validation.examples,
        test: data.parts.test.examples,
      },
      chatTemplate: tokenizer.chatTemplate,
      stops: {
        stop_strings: stops.map((id) => tokenizer.decode([id])),
        stop_token_ids: stops,
        pad_token_id: tokenizer.padId,
      },
    });
    emit({ event: 'phase', phase: 'write', done: 0, total: 1 });
    const written = await (ports.write ?? throughZip)(files);
    const lora = loraSettings(config);
    const check = await selfCheck(engine, { files: written, lora, rows: test.rows, before: tuned.rowLosses });
    emit({ event: 'phase', phase: 'write', done: 1, total: 1 });
    emit({ event: 'selfCheck', ...check });
    return { run, files };
  } finally {
    engine.destroy();
  }
}

/** As the studio keeps them: packed, and unpacked from the bytes that are kept. */
async function throughZip(files: readonly OutputFile[]): Promise<OutputFile[]> {
  return unzip(zipFiles(files)).map(({ name, bytes }) => ({ name, bytes: bytes.slice() }));
}

function asked({ index, prompt, reference }: Question) {
  return { index, prompt, reference };
}

function fewShotParams(config: RunConfig, { data, model }: RunPorts, tokenizer: Tokenizer): FewShotParams {
  const { train, test } = data.parts;
  const { fewShot: count, maxLength, seed } = config;
  const modelLength = longestDocument(parseModelConfig(model.configJson));
  const window = fewShotWindow({ count, longestRow: longestRow(test.rows), maxLength, modelLength });
  return { tokenizer, train, test, count, seed, maxLength, window };
}

/** Without a checkpoint the run goes on from its start. */
function restored(checkpoint: RunCheckpoint | null): RestoredRecord {
  if (checkpoint === null) return { step: 0, steps: [], validations: [], answers: [] };
  const { step, steps, validations } = checkpoint.state;
  return { step, steps, validations, answers: checkpoint.answers };
}

async function loadCheckpoint(
  config: RunConfig,
  { checkpoints, data, newRate }: RunPorts,
): Promise<RunCheckpoint | null> {
  const loaded = await checkpoints.load();
  if (loaded === null) return null;
  const checkpoint = newRate ? withRate(loaded, config.learningRate) : loaded;
  const dataFingerprint = fingerprintRows(data.parts.train.rows, data.parts.validation.rows);
  const expected = { settings: trainSettings(config), lora: loraSettings(config), dataFingerprint };
  assertResumable(checkpoint, expected, CHECKPOINT_FILE);
  return checkpoint;
}

/** The same point of the run, from which another learning rate holds. */
function withRate(checkpoint: RunCheckpoint, to: number): RunCheckpoint {
  const { state, rateChanges } = checkpoint;
  const from = state.settings.learningRate;
  if (from === to) return checkpoint;
  const change: RateChange = { step: state.step, from, to };
  return {
    ...checkpoint,
    state: { ...state, settings: { ...state.settings, learningRate: to } },
    rateChanges: [...rateChanges, change],
  };
}
