import type { Args } from './args.ts';
import type { HelpText } from './help.ts';
import type { Io } from './io.ts';

/** One sub-command: its help, which is also the table its flags are parsed by, and what it does. Answers with the exit code. */
export interface Command extends HelpText {
  readonly name: string;
  readonly maxPositionals?: number;
  run(args: Args, io: Io): Promise<number>;
}
