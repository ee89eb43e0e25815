#!/usr/bin/env node
import { main } from './main.ts';
import { processIo } from './processIo.ts';

const code = await main(process.argv.slice(2), processIo());
// Dawn keeps threads that would hold the process open; by now the output has been handed over and devices are destroyed.
await new Promise<void>((flushed) => process.stdout.write('', () => flushed()));
process.exit(code);
