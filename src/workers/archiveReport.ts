import { unzip } from '../formats/zip.ts';
import { UserError } from '../lib/errors.ts';
import { type ReportFormat, type ReportOptions, writeReport } from '../report/runReport.ts';
import { readRunRecord } from '../run/readRecord.ts';

const TYPES: Readonly<Record<ReportFormat, string>> = { html: 'text/html', md: 'text/markdown' };

/** The report of a run out of the run.json in its zip. Throws a UserError when there is none that can be read. */
export function archiveReport(archive: Uint8Array<ArrayBuffer>, format: ReportFormat, options: ReportOptions): Blob {
  const record = unzip(archive).find(({ name }) => name === 'run.json');
  if (record === undefined) throw new UserError('has no run.json', { where: 'the zip of this run' });
  const run = readRunRecord(new TextDecoder().decode(record.bytes), 'run.json');
  return new Blob([writeReport(run, format, options)], { type: `${TYPES[format]};charset=utf-8` });
}
