/** What a command may touch of its process; tests hand in their own. */
export interface Io {
  /** stdout: results, and JSON lines with --json. */
  out(text: string): void;
  /** stderr: messages and, on a terminal, progress. */
  err(text: string): void;
  /** stderr is a terminal that `columns` wide lines can be redrawn on. */
  readonly isTerminal: boolean;
  readonly columns: number;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  now(): number;
  /** Calls back on every SIGINT until the returned function is called; then SIGINT ends the process as usual. */
  onInterrupt(callback: () => void): () => void;
  /** Starts the same command again with more environment and answers with its exit code. */
  restart(argv: readonly string[], environment: Readonly<Record<string, string>>): Promise<number>;
}

export const EXIT_DONE = 0;
export const EXIT_FAILED = 1;
export const EXIT_BAD_INPUT = 2;

export function printLine(io: Io, value: unknown): void {
  io.out(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`);
}
