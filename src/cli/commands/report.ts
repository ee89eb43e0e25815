import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../lib/errors.ts';
import { readRunRecord } from '../../run/readRecord.ts';
import type { Command } from '../command.ts';
import { checkWritable } from '../files.ts';
import { EXIT_DONE } from '../io.ts';
import { HELP_OPTION } from '../options.ts';
import { writeReports } from '../reportFiles.ts';

const FILES = 'Files';

export const reportCommand: Command = {
  name: 'report',
  summary: 'Write the report of a run as one HTML file and as Markdown, from its run.json.',
  usage: ['tabtune report --run DIR [--out DIR] [--text off]'],
  options: [
    { flag: 'run', kind: 'value', value: 'DIR', section: FILES, help: 'Folder of a finished run, with its run.json.' },
    {
      flag: 'out',
      kind: 'value',
      value: 'DIR',
      section: FILES,
      help: 'Folder for report.html and report.md; made when it is not there. [default: that of the run]',
    },
    {
      flag: 'text',
      kind: 'value',
      value: 'on|off',
      section: FILES,
      help: 'off: no question, reference or answer, and no word out of one. [default on]',
    },
    HELP_OPTION,
  ],
  notes: [
    'Needs no GPU. A report that is already there is replaced. The HTML file makes no request and runs no script.',
  ],
  async run(args, io) {
    const folder = resolve(io.cwd, args.need('run', 'Name the folder of a run.'));
    const where = join(folder, 'run.json');
    if (!existsSync(where))
      throw new UserError('is not there', { where, remedy: 'Name the folder that finetune wrote to.' });
    const text = args.onOff('text', true);
    const typed = args.get('out');
    const out = typed === null ? folder : resolve(io.cwd, typed);
    checkWritable(out, typed === null ? `--run ${folder}` : `--out ${typed}`);
    const names = writeReports(out, readRunRecord(readFileSync(where, 'utf8'), where), { text });
    io.out(`${names.join(' and ')} in ${out}${text ? '' : ', without text of a row'}\n`);
    return EXIT_DONE;
  },
};
