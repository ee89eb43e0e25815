import { UserError } from '../../lib/errors.ts';

/** For a checkpoint of an earlier version that names a kernel which this one does not have: another one would give other bits. */
export function goneKernel(key: string, variant: string): UserError {
  return new UserError(
    `The run was begun with the GPU program "${variant}" for ${key}, which this version does not have.`,
    {
      remedy: 'Start a new run, or go on with the version that wrote the checkpoint.',
    },
  );
}
