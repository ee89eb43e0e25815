import { UserError } from '../../lib/errors.ts';
import { checkRows } from '../model/checkRows.ts';
import { supervisedCount } from '../model/inputs.ts';
import type { Session } from '../model/session.ts';
import type { TokenRow, TrainSettings } from '../types.ts';
import { capacityFor, epochGroups, type StepGroup } from './batches.ts';

export interface TrainData {
  readonly train: readonly TokenRow[];
  readonly validation: readonly TokenRow[];
  readonly settings: TrainSettings;
}

/** @throws UserError when nothing is supervised, or rows do not fit the model or the engine. */
export function checkData(session: Session, { train: rows, validation, settings }: TrainData): void {
  if (!rows.some((row) => supervisedCount(row) > 0)) {
    throw new UserError('No training row has an answer token to learn from.', {
      remedy: 'Check the completion template and the maximum length.',
    });
  }
  checkRows(session, rows, 'Training rows');
  checkRows(session, validation, 'Validation rows');
  const tokens = capacityFor(rows, settings.batchSize);
  if (tokens > session.capacity.tokens)
    throw new UserError(
      `The ${settings.batchSize} longest training rows have ${tokens} tokens together; the engine was opened for ${session.capacity.tokens}.`,
      {
        remedy: 'Use a smaller batch or a shorter maximum length.',
      },
    );
}

/** Rows of the group of step k; the permutation of an epoch is made once. */
export function groupsOf({ train: rows, settings }: TrainData): (k: number, perEpoch: number) => TokenRow[][] {
  let epoch = -1;
  let groups: StepGroup[] = [];
  return (k, perEpoch) => {
    if (Math.floor(k / perEpoch) !== epoch) {
      epoch = Math.floor(k / perEpoch);
      groups = epochGroups(rows.length, settings, epoch);
    }
    return (groups[k % perEpoch] ?? []).map((micro) => micro.map((i) => rows[i] as TokenRow));
  };
}
