import { unzip, zipFiles } from '../formats/zip.ts';
import { RunError } from '../lib/errors.ts';
import { summariseRun } from './describeRun.ts';
import type { RunEvent } from './events.ts';
import { eventsOfRun } from './eventsOfRun.ts';
import { modelCard } from './modelCard.ts';
import { OUTPUT_NAMES, type OutputFile } from './outputs.ts';
import type { RunRecord } from './record.ts';

/** A trial of a grid as a run of its own: what it said, and its files. */
export interface OpenedTrial {
  readonly run: RunRecord;
  readonly events: readonly RunEvent[];
  readonly files: readonly OutputFile[];
  readonly archive: Uint8Array<ArrayBuffer>;
}

/**
 * Takes a trial out of the zip of its grid: its adapter and run.json with the rows, the template and the stop rules that all trials share, and a model
 * card of its own. Throws a RunError when the zip has no such trial.
 */
export function trialArchive(grid: Uint8Array, folder: string): OpenedTrial {
  const all = new Map(unzip(grid).map(({ name, bytes }) => [name, bytes.slice()]));
  const record = all.get(`${folder}/run.json`);
  if (record === undefined) throw new RunError(`The files of this run hold no ${folder}.`);
  const run = JSON.parse(new TextDecoder().decode(record)) as RunRecord;
  const card = modelCard(run, { chatTemplate: all.has('chat_template.jinja'), rowsLeftOut: !all.has('train.jsonl') });
  const own = new Map(OUTPUT_NAMES.map((name) => [name, all.get(`${folder}/${name}`)]));
  const files = OUTPUT_NAMES.flatMap((name): OutputFile[] => {
    const bytes = name === 'README.md' ? new TextEncoder().encode(card) : (own.get(name) ?? all.get(name));
    return bytes === undefined ? [] : [{ name, bytes }];
  });
  const { learning } = run;
  return {
    run,
    events: [
      ...(learning ? [{ event: 'question' as const, ...learning }] : []),
      ...eventsOfRun(run),
      { event: 'done', ...summariseRun(run) },
    ],
    files,
    archive: zipFiles(files),
  };
}
