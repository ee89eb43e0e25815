import '../../lib/noEval.ts';
import { z } from 'zod';
import { UserError } from '../../lib/errors.ts';

const runSchema = z.looseObject({ config: z.looseObject({ doubleQuant: z.boolean() }) });

/** How the run of this run.json held its base. @throws UserError naming the file. */
export function trainedDoubleQuant(text: string, where: string): boolean {
  try {
    return runSchema.parse(JSON.parse(text)).config.doubleQuant;
  } catch (cause) {
    throw new UserError('is not the record of a run', {
      where,
      remedy: 'Move it away, or export from another copy.',
      cause,
    });
  }
}
