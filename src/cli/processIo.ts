import { spawn } from 'node:child_process';
import type { Io } from './io.ts';
import { EXIT_FAILED } from './io.ts';

/** The Io of the real process. */
export function processIo(): Io {
  quitWithParent();
  ignoreBrokenPipe();
  return {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    cwd: process.cwd(),
    env: process.env,
    now: () => Date.now(),
    onInterrupt: (callback) => {
      process.on('SIGINT', callback);
      return () => process.off('SIGINT', callback);
    },
    restart,
  };
}

/**
 * The same command in a child process with more environment; node cannot replace itself. The child is in a group of its own, so that Ctrl-C
 * reaches it once, through us; the IPC channel tells it when we are gone, even when we were killed.
 */
function restart(argv: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] as string, ...argv], {
    env: { ...process.env, ...environment },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? EXIT_FAILED));
  });
}

/** In the child of `restart`: end when the parent is gone. The channel alone must not keep the process open. */
function quitWithParent(): void {
  if (process.send === undefined) return;
  process.on('disconnect', () => process.exit(EXIT_FAILED));
  process.channel?.unref();
}

/** `tabtune … | head` closes our stdout: that ends the output, not in a stack trace. */
function ignoreBrokenPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(EXIT_FAILED);
    throw error;
  });
}
