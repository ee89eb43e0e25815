import type { Frame } from '../gpu/frame.ts';
import type { Program } from '../gpu/program.ts';
import type { DispatchTime } from '../gpu/timing.ts';
import { type RunTime, timeRun } from '../model/profile.ts';
import { sequencesOf } from '../model/programs.ts';
import type { Session } from '../model/session.ts';
import { writePass } from './passes.ts';

/** One token of each sequence that the session has room for, the base's, with caches that are half full. */
function prepareToken(session: Session): [Program, Frame] {
  const sequences = sequencesOf(session.capacity);
  const pieces = Array.from({ length: sequences }, (_, slot) => ({
    ...{ ids: Uint32Array.of(0), begin: Math.floor(session.capacity.context / 2) },
    ...{ slot, owner: slot, last: true },
  }));
  writePass(session, pieces);
  return [session.program('generateBase'), { tokens: sequences, rows: sequences, emitted: 0 }];
}

/** Host and GPU time of a token. */
export function timeDecoding(session: Session): Promise<RunTime> {
  return timeRun(session, ...prepareToken(session));
}

/** Time of each dispatch of a token. */
export function profileDecoding(session: Session): Promise<DispatchTime[]> {
  const [program, frame] = prepareToken(session);
  return program.time(frame);
}
