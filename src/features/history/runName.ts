import { text } from '../../app/messages/en.ts';
import type { KeptRunEntry } from '../../store/recovery.ts';

/** What a run is called: the name that it was given, else its file and its model. */
export function runName({ name, fileName, model, state }: KeptRunEntry): string {
  if (name !== null) return name;
  if (state.kind === 'damaged') return text.history.damagedName;
  return text.history.defaultName(fileName.replace(/\.[^.]*$/, ''), model);
}

/** Enough of a fingerprint to tell two apart. */
export function shortFingerprint(fingerprint: string): string {
  return fingerprint.slice(0, 8);
}
