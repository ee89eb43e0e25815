import { UserError } from '../../lib/errors.ts';

/** The message with which an action refuses bad input; any other outcome fails the test. */
export function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return messageOfRefusal(error);
  }
  throw new Error('Nothing was refused.');
}

export async function laterRefusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(() => Promise.reject(new Error('Nothing was refused.')), messageOfRefusal);
}

function messageOfRefusal(error: unknown): string {
  if (error instanceof UserError) return error.message;
  throw error;
}
