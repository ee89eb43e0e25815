import type { LoadedModel } from '../hub/modelFiles.ts';
import { UserError } from '../lib/errors.ts';

/**
 * The settings with the double quantisation that the model's file has, where it is stored in 4 bits already.
 * @param given what the person asked for. @throws UserError when the file says otherwise.
 */
export function asStored<T extends { readonly doubleQuant: boolean }>(
  settings: T,
  { storedNf4, id }: Pick<LoadedModel, 'storedNf4' | 'id'>,
  given?: boolean,
): T {
  if (storedNf4 === null) return settings;
  const { doubleQuant } = storedNf4;
  if (given !== undefined && given !== doubleQuant) {
    throw new UserError(`${id} is stored in 4 bits with double quantisation ${doubleQuant ? 'on' : 'off'}`, {
      where: '--double-quant',
      remedy: 'Leave it out, or take the model that is not quantised.',
    });
  }
  return { ...settings, doubleQuant };
}
