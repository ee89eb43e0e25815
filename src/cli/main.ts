import { messageOf, UserError } from '../lib/errors.ts';
import { parseArguments } from './args.ts';
import type { Command } from './command.ts';
import { benchCommand } from './commands/bench.ts';
import { devicesCommand } from './commands/devices.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { exportCommand } from './commands/export.ts';
import { finetuneCommand } from './commands/finetune.ts';
import { generateCommand } from './commands/generate.ts';
import { reportCommand } from './commands/report.ts';
import { traceCommand } from './commands/trace.ts';
import { formatHelp } from './help.ts';
import type { Io } from './io.ts';
import { EXIT_BAD_INPUT, EXIT_DONE, EXIT_FAILED } from './io.ts';
import { PACKAGE_VERSION } from './packageRoot.ts';
import { softwareRestartEnvironment } from './software.ts';

const COMMANDS: readonly Command[] = [
  finetuneCommand,
  evaluateCommand,
  generateCommand,
  exportCommand,
  reportCommand,
  traceCommand,
  benchCommand,
  devicesCommand,
];

/** The `tabtune` command. Prints to `io` and answers with the exit code: 0 done, 1 failed run, 2 bad arguments or bad input. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    io.err(`tabtune: ${messageOf(error)}\n`);
    if (io.env['TABTUNE_DEBUG'] && error instanceof Error && error.stack) io.err(`${error.stack}\n`);
    return error instanceof UserError ? EXIT_BAD_INPUT : EXIT_FAILED;
  }
}

async function dispatch(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(overview());
    return name === undefined ? EXIT_BAD_INPUT : EXIT_DONE;
  }
  if (name === '--version') {
    io.out(`${PACKAGE_VERSION}\n`);
    return EXIT_DONE;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    throw new UserError(`unknown command "${name}"`, {
      remedy: `Use one of: ${COMMANDS.map((c) => c.name).join(', ')}.`,
    });
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(formatHelp(command));
    return EXIT_DONE;
  }
  const args = parseArguments(rest, command.options, command.maxPositionals);
  const environment = args.get('device') === 'software' ? await softwareRestartEnvironment(io) : null;
  return environment === null ? command.run(args, io) : io.restart(argv, environment);
}

function overview(): string {
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`);
  return [
    'TabTune fine-tunes a language model on a spreadsheet, on the GPU of this computer.',
    '',
    'Usage: tabtune COMMAND [flags]',
    '',
    'Commands:',
    ...lines,
    '',
    'Use "tabtune COMMAND --help" for its flags. Exit code: 0 done, 1 failed run, 2 bad arguments or bad input.',
    '',
  ].join('\n');
}
