import { text } from '../../app/messages/en.ts';
import type { KeptRunEntry } from '../../store/recovery.ts';

export interface NamedRun extends KeptRunEntry {
  /** What it is called on the page; no other run is called so. */
  readonly title: string;
}

/** Runs by the names that they were given, else by their file and their model, later ones of the same with a number. */
export function nameRuns(runs: readonly KeptRunEntry[]): readonly NamedRun[] {
  const taken = new Set<string>();
  const titles = new Map<string, string>();
  const oldestFirst = runs.toSorted((a, b) => a.startedAt - b.startedAt);
  // Names that were given come first: a person chose them to be just so.
  for (const run of [...oldestFirst.filter(({ name }) => name !== null), ...oldestFirst]) {
    if (titles.has(run.id)) continue;
    const plain = run.name ?? ownName(run);
    let title = plain;
    for (let number = 2; taken.has(title); number++) title = text.history.numbered(plain, number);
    taken.add(title);
    titles.set(run.id, title);
  }
  return runs.map((run) => ({ ...run, title: titles.get(run.id) ?? ownName(run) }));
}

function ownName({ fileName, model, state }: KeptRunEntry): string {
  if (state.kind === 'damaged') return text.history.damagedName;
  return text.history.defaultName(fileName.replace(/\.[^.]*$/, ''), model);
}

/** Enough of a fingerprint to tell two apart. */
export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, 8);
}
