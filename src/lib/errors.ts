/** What can go wrong, by who can mend it: the person (UserError), nobody at the keyboard (RunError), or nothing went wrong (AbortedError). */

export interface UserErrorOptions {
  /** File, row, column, field or flag that holds the bad value. */
  readonly where?: string;
  /** What the person can do about it. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

/** Bad input. The message reads `where: what. Remedy.`; the CLI prints it and exits with 2. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly what: string;
  readonly where: string | null;
  readonly remedy: string | null;

  constructor(what: string, options: UserErrorOptions = {}) {
    super(joinMessage(what, options), options.cause === undefined ? undefined : { cause: options.cause });
    this.what = what;
    this.where = options.where ?? null;
    this.remedy = options.remedy ?? null;
  }
}

/** What a caller can act on: `gpuLost` can be tried again on a fresh device, `notFinite` with a lower learning rate, `outOfMemory` with a smaller plan. */
export type RunErrorReason = 'gpuLost' | 'notFinite' | 'outOfMemory';

/** A run that failed although its input was good: GPU lost, loss not finite, disk full. The CLI exits with 1. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly reason: RunErrorReason | null;

  constructor(message: string, options: { readonly cause?: unknown; readonly reason?: RunErrorReason } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.reason = options.reason ?? null;
  }
}

/** The person stopped it. Not a failure. */
export class AbortedError extends Error {
  override readonly name = 'AbortedError';

  constructor(message = 'Stopped.') {
    super(message);
  }
}

/** True for our AbortedError and for the DOMException `AbortError` of the platform; by name, since realms do not share classes. */
export function isAborted(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortedError' || error.name === 'AbortError');
}

/** The text of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function joinMessage(what: string, { where, remedy }: UserErrorOptions): string {
  const head = where === undefined ? what : `${where}: ${what}`;
  if (remedy === undefined) return head;
  return `${/[.!?]$/.test(head) ? head : `${head}.`} ${remedy}`;
}
