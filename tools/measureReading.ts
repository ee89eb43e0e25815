/**
 * The program that measureReading.mjs measures: opens a CSV as the command line does, filters its rows, and prints one JSON line with times and
 * the memory that is left in use.   measureReading FILE [WHERE]
 */
import { inputFile } from '../src/cli/files.ts';
import { openData } from '../src/data/openData.ts';
import { defaultConfig } from '../src/run/config.ts';
import { splitData } from '../src/run/splitData.ts';

const [path = '', where = 'qtype=symptoms'] = process.argv.slice(2);
const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
const usedMiB = () => {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return Math.round((heapUsed + arrayBuffers) / 2 ** 20);
};

const before = usedMiB();
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000);
};
let startMs = performance.now();
const elapsed = () => {
  const now = performance.now();
  const ms = Math.round(now - startMs);
  startMs = now;
  return ms;
};
const data = await openData([await inputFile('csv', path)]);
const openMs = elapsed();
const openCpuMs = cpuMs();
const openMiB = usedMiB();
if (data.kind === 'table')
  console.error(`opened: ${data.table.rowCount} rows, index ${openMiB - before} MiB, ${openMs} ms`);
startMs = performance.now();
const splitFromCpuMs = cpuMs();
const { split, matched, left } = await splitData(data, { ...defaultConfig(), where: [where], stratify: 'source' });
const splitMs = elapsed();
const { train, validation, test } = split;
console.log(
  JSON.stringify({
    rows: data.kind === 'table' ? data.table.rowCount : data.examples.length,
    problems: data.problemCount,
    openMs,
    openCpuMs,
    indexMiB: openMiB - before,
    filterAndSplitMs: splitMs,
    filterAndSplitCpuMs: cpuMs() - splitFromCpuMs,
    matched,
    left: { empty: left.empty, duplicates: left.duplicates, nearDuplicates: left.nearDuplicates },
    parts: [train.length, validation.length, test.length],
    peakRssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
);
