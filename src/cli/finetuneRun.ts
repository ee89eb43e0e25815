import { cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findLeaks } from '../data/leaks.ts';
import { splitFingerprint } from '../data/split.ts';
import type { GpuContext } from '../engine/gpu/device.ts';
import { isAborted, UserError } from '../lib/errors.ts';
import { CHECKPOINT_FILE } from '../run/checkpoints.ts';
import { prepareData } from '../run/data.ts';
import { summariseRun } from '../run/describeRun.ts';
import { pooledSource } from '../run/quantisePool.ts';
import { runFinetune } from '../run/runFinetune.ts';
import type { RunPorts } from '../run/runPorts.ts';
import { runTrials } from '../run/runTrials.ts';
import { asStored } from '../run/storedQuantisation.ts';
import { withoutRows } from '../run/withoutRows.ts';
import { createTokenizer } from '../text/tokenizer.ts';
import { auditLines, copyLines } from './auditText.ts';
import { diskCheckpoints } from './diskCheckpoints.ts';
import { openModelArgument } from './diskModel.ts';
import { diskTrials, TRIALS_FOLDER } from './diskTrials.ts';
import type { FinetunePlan } from './finetunePlan.ts';
import { openCliGpu } from './gpu.ts';
import { listenForInterrupts } from './interrupt.ts';
import type { Io } from './io.ts';
import { EXIT_DONE } from './io.ts';
import type { Job } from './job.ts';
import { assertSameSettings, loadJob, saveJob } from './job.ts';
import {
  CHECKPOINT_FOLDER,
  checkOutputFolder,
  nothingKept,
  readOutputs,
  removeCheckpointFolder,
  removeDrafts,
  writeOutputs,
} from './outputFolder.ts';
import { loadParts } from './parts.ts';
import { cliQuantisePool } from './quantiseThreads.ts';
import { writeReports } from './reportFiles.ts';
import { createReporter } from './runReporter.ts';
import { startingPoint } from './startingPoint.ts';
import { runVersions } from './versions.ts';

/** Everything that can be refused is refused before the GPU is touched and before anything is written. */
export async function executeFinetune(plan: FinetunePlan, io: Io): Promise<number> {
  const resumeFolder = plan.resume === null ? null : join(plan.resume, CHECKPOINT_FOLDER);
  if (plan.resume !== plan.out) checkOutputFolder(plan.out, { force: plan.force, inputs: inputFiles(plan) });
  const job = resumeFolder === null ? await newJob(plan, io) : await resumedJob(plan, resumeFolder, io);
  const model = await openModelArgument(job.config.model, io, { nf4: job.config });
  const stored = asStored(job.config, model, plan.given.doubleQuant);
  const { config, start } = await startingPoint(plan, { ...job, config: stored }, model, io);
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const { data, audits } = await prepareData(job.parts, job.origin, tokenizer, config.maxLength);

  for (const line of [...copyLines(await findLeaks(job.parts)), ...auditLines(audits)]) io.err(`${line}\n`);

  const saveFolder = join(plan.out, CHECKPOINT_FOLDER);
  const keeping = {
    saveFolder,
    loadFolder: resumeFolder ?? saveFolder,
    onFirstSave: once(() => startCheckpoints(saveFolder, plan, { ...job, config, start: start ?? undefined })),
  };
  const report = createReporter(io, { json: plan.json, loggingSteps: config.loggingSteps });
  const interrupts = listenForInterrupts(io);
  let gpu: GpuContext | null = null;
  const pool = cliQuantisePool();
  let written: readonly string[] = [];
  try {
    const ports: RunPorts = {
      openGpu: async () => {
        gpu = await openCliGpu(plan.device);
        return gpu;
      },
      model: { ...model, tensors: pooledSource(model.tensors, pool) },
      data,
      checkpoints: diskCheckpoints(keeping),
      resume: plan.resume !== null,
      ...(start && { start }),
      write: async (all) => {
        const kept = plan.leaveOutRows ? withoutRows(all) : all;
        writeOutputs(plan.out, kept);
        written = kept.map(({ name }) => name);
        return readOutputs(plan.out, written);
      },
      now: () => io.now(),
      versions: runVersions(),
    };
    const { run } =
      job.trials === null
        ? await runFinetune(config, ports, report, interrupts)
        : await runTrials(config, job.trials, { ...ports, trials: diskTrials(keeping) }, report, interrupts);
    // A stopped run can still go on from its last checkpoint.
    if (run.status === 'finished') removeCheckpointFolder(plan.out);
    if (plan.report !== null) written = [...written, ...writeReports(plan.out, run, plan.report)];
    report({ event: 'done', ...summariseRun(run) });
    if (!plan.json) {
      io.out(`${written.length} files in ${plan.out}\n`);
      if (run.status === 'stopped') io.out(`To go on: tabtune finetune --resume ${plan.out}\n`);
    }
    return EXIT_DONE;
  } catch (error) {
    throw isAborted(error) ? nothingKept(plan.out) : error;
  } finally {
    interrupts.release();
    pool.close();
    (gpu as GpuContext | null)?.destroy();
  }
}

/** A checkpoint of an earlier run goes before its job does, so that no job ever stands beside another run's checkpoint. */
function startCheckpoints(folder: string, { resume, out }: FinetunePlan, job: Job): void {
  removeDrafts(folder);
  if (resume === out) return;
  for (const name of [CHECKPOINT_FILE, TRIALS_FOLDER]) rmSync(join(folder, name), { recursive: true, force: true });
  const over = resume && join(resume, CHECKPOINT_FOLDER, TRIALS_FOLDER);
  if (over && existsSync(over)) cpSync(over, join(folder, TRIALS_FOLDER), { recursive: true });
  saveJob(folder, job);
}

async function newJob(plan: FinetunePlan, io: Io): Promise<Job> {
  if (plan.rows === null) throw new Error('A new run needs rows.');
  const { parts, origin } = await loadParts(plan.rows, plan.config, io);
  return { config: plan.config, trials: plan.trials, origin, parts };
}

async function resumedJob(plan: FinetunePlan, folder: string, io: Io): Promise<Job> {
  const where = `--resume ${plan.resume}`;
  const job = await loadJob(folder, where);
  assertSameSettings(plan.given, job, where, plan.lists);
  if (plan.rows !== null) {
    const { parts } = await loadParts(plan.rows, job.config, io);
    if (splitFingerprint(parts) !== splitFingerprint(job.parts)) {
      throw new UserError('cannot resume, since the rows are not those that the run was started with', {
        where,
        remedy: 'Leave the flags of the rows out.',
      });
    }
  }
  return job;
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

function inputFiles({ rows }: FinetunePlan): string[] {
  if (rows === null) return [];
  return rows.kind === 'csv' ? [rows.path] : [rows.train, rows.validation, rows.test];
}
