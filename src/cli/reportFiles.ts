import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { REPORT_FORMATS, type ReportOptions, writeReport } from '../report/runReport.ts';
import type { RunRecord } from '../run/record.ts';
import { replaceFile } from './files.ts';

export const REPORT_NAMES = REPORT_FORMATS.map((format) => `report.${format}`);

/** Writes report.html and report.md into a folder, each in one step; answers with their names. */
export function writeReports(folder: string, run: RunRecord, options: ReportOptions): readonly string[] {
  mkdirSync(folder, { recursive: true });
  for (const format of REPORT_FORMATS) {
    const text = writeReport(run, format, options);
    replaceFile(join(folder, `report.${format}`), new TextEncoder().encode(text));
  }
  return REPORT_NAMES;
}
