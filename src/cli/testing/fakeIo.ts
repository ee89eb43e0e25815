import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../io.ts';

export interface FakeIo extends Io {
  readonly stdout: string[];
  readonly stderr: string[];
  readonly restarts: { argv: readonly string[]; environment: Readonly<Record<string, string>> }[];
  /** Presses Ctrl-C; false when nobody listens. */
  interrupt(): boolean;
  /** Moves the clock. */
  wait(ms: number): void;
  remove(): void;
}

/** An Io in a fresh folder that keeps what is written. */
export function fakeIo(options: { readonly isTerminal?: boolean } = {}): FakeIo {
  const cwd = mkdtempSync(join(tmpdir(), 'tabtune-test-'));
  const stdout: string[] = [];
  const stderr: string[] = [];
  const restarts: FakeIo['restarts'] = [];
  const listeners = new Set<() => void>();
  let clock = 0;
  return {
    stdout,
    stderr,
    restarts,
    out: (text) => stdout.push(text),
    err: (text) => stderr.push(text),
    isTerminal: options.isTerminal ?? false,
    columns: 80,
    cwd,
    env: {},
    now: () => clock,
    onInterrupt: (callback) => {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    restart: async (argv, environment) => {
      restarts.push({ argv, environment });
      return 0;
    },
    interrupt: () => {
      for (const listener of listeners) listener();
      return listeners.size > 0;
    },
    wait: (ms) => {
      clock += ms;
    },
    remove: () => rmSync(cwd, { recursive: true, force: true }),
  };
}
