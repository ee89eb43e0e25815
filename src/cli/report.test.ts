import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseXml } from '../report/testing/parseXml.ts';
import { reportedRun, SECRET } from '../report/testing/reportedRun.ts';
import { main } from './main.ts';
import { type FakeIo, fakeIo } from './testing/fakeIo.ts';

let io: FakeIo;
const at = (name: string) => join(io.cwd, name);
const report = (...flags: string[]) => main(['report', '--run', '.', ...flags], io);
beforeEach(() => {
  io = fakeIo();
  writeFileSync(at('run.json'), JSON.stringify(reportedRun()));
});
afterEach(() => io.remove());

describe('tabtune report', () => {
  it('writes both files beside run.json, and again over them', async () => {
    expect(await report()).toBe(0);
    expect(await report()).toBe(0);
    expect(io.stdout.join('')).toContain('report.html and report.md in ');
    parseXml(readFileSync(at('report.html'), 'utf8'));
    expect(readFileSync(at('report.md'), 'utf8')).toContain(`${SECRET} tuned`);
  });

  it('writes elsewhere, and without a text of a row', async () => {
    expect(await report('--out', 'there', '--text', 'off')).toBe(0);
    expect(existsSync(at('report.html'))).toBe(false);
    for (const name of ['there/report.html', 'there/report.md'])
      expect(readFileSync(at(name), 'utf8')).not.toContain(SECRET);
  });

  it('refuses what is no run', async () => {
    expect(await main(['report', '--run', 'nowhere'], io)).toBe(2);
    expect(await report('--text', 'some')).toBe(2);
    writeFileSync(at('run.json'), '{}');
    expect(await report()).toBe(2);
    expect(io.stderr.join('')).toMatch(/is not there.*--text: "some" is not allowed.*is not the record of a run/s);
  });
});
