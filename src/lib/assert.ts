/** Throws when the programmer was wrong. Bad input is a UserError instead. The lazy message costs nothing in hot code. */
export function assert(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new Error(`Assertion failed: ${typeof message === 'string' ? message : message()}`);
}

/** The default branch of an exhaustive switch; a missing case fails to compile. */
export function unreachable(value: never): never {
  throw new Error(`Assertion failed: unexpected value ${JSON.stringify(value)}`);
}
