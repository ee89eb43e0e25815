import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unzip, zipFiles } from '../formats/zip.ts';
import { UserError } from '../lib/errors.ts';
import { sha256 } from '../lib/hash.ts';
import { assertRunsFileSize, type PackedRun, packRuns, unpackRuns } from './runsFile.ts';
import { exampleResult } from './testing/exampleResult.ts';

const text = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const runs: readonly PackedRun[] = [
  { ...exampleResult('run-a'), about: { name: 'Mine, ümläut', downloadedAt: 7 } },
  exampleResult('run-b'),
];
const file = packRuns(runs);

/** The file with other entries; the hashes are those of the new contents unless they are to differ. */
function changed(change: (entries: Map<string, Uint8Array>) => void, { rehash = true } = {}): Uint8Array {
  const entries = new Map(unzip(file).map(({ name, bytes }) => [name, bytes]));
  change(entries);
  if (rehash) {
    const index = JSON.parse(new TextDecoder().decode(entries.get('runs.json')));
    for (const run of index.runs) {
      for (const name of Object.keys(run.files)) {
        const bytes = entries.get(`runs/${run.id}/${name}`);
        if (bytes !== undefined) run.files[name] = sha256(bytes);
      }
    }
    entries.set('runs.json', text(index));
  }
  return zipFiles([...entries].map(([name, bytes]) => ({ name, bytes })));
}

const openFirst = (bytes: Uint8Array) => unpackRuns(bytes)[0]?.open();

test('runs come back from their file as they were, names included', () => {
  expect(unpackRuns(file).map((run) => run.open())).toEqual(runs);
});

test('one run that is damaged leaves the others whole', () => {
  const bytes = changed((entries) => entries.set('runs/run-a/archive.zip', text('no zip')));
  const [bad, good] = unpackRuns(bytes);
  expect(() => bad?.open()).toThrow(/runs\/run-a\/archive\.zip: .*Import a file that TabTune wrote|not a readable zip/);
  expect(good?.open()).toEqual(runs[1]);
});

describe('what is wrong is named with its place and a remedy', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['no zip', () => unpackRuns(text('PK not really')), /^the file: not a readable zip file/],
    [
      'an adapter zip',
      () => unpackRuns((runs[0] as PackedRun).archive),
      /no runs\.json.*an adapter \.zip is something else/,
    ],
    [
      'another version',
      () =>
        unpackRuns(
          changed((entries) => entries.set('runs.json', text({ kind: 'tabtune-runs', formatVersion: 2, runs: [] }))),
        ),
      /^runs\.json: was written by another version/,
    ],
    [
      'an index that is no JSON',
      () => unpackRuns(changed((entries) => entries.set('runs.json', text('{')), { rehash: false })),
      /^runs\.json: is no JSON text/,
    ],
    [
      'a path outside',
      () => unpackRuns(changed((entries) => entries.set('../evil.txt', text('x')))),
      /"\.\.\/evil\.txt", which points outside/,
    ],
    [
      'an id that is a path',
      () =>
        unpackRuns(
          changed(
            (entries) => {
              const index = JSON.parse(new TextDecoder().decode(entries.get('runs.json')));
              index.runs[0].id = '../run-a';
              entries.set('runs.json', text(index));
            },
            { rehash: false },
          ),
        ),
      /^runs\.json: runs\.0\.id/,
    ],
    [
      'a run twice',
      () =>
        unpackRuns(
          changed((entries) => {
            const index = JSON.parse(new TextDecoder().decode(entries.get('runs.json')));
            index.runs[1] = index.runs[0];
            entries.set('runs.json', text(index));
          }),
        ),
      /names a run twice/,
    ],
    [
      'bytes that were changed',
      () => openFirst(changed((entries) => entries.set('runs/run-a/result.json', text('{}')), { rehash: false })),
      /^runs\/run-a\/result\.json: was changed or damaged/,
    ],
    [
      'a missing file',
      () => openFirst(changed((entries) => entries.delete('runs/run-a/archive.zip'))),
      /^runs\/run-a\/archive\.zip: is missing/,
    ],
    [
      'a result of another shape',
      () =>
        openFirst(
          changed((entries) =>
            entries.set('runs/run-a/result.json', text({ ...resultOf('run-a'), events: [{ event: 'done' }] })),
          ),
        ),
      /^runs\/run-a\/result\.json: damaged: events\.0\.status \(done\)/,
    ],
    [
      'a setting that is none',
      () =>
        openFirst(
          changed((entries) =>
            entries.set('runs/run-a/result.json', text({ ...resultOf('run-a'), config: { evil: 1 } })),
          ),
        ),
      /unknown setting "evil"/,
    ],
    [
      'figures of another run',
      () => {
        const events = resultOf('run-a').events.map((event: { event: string }) =>
          event.event === 'done' ? { ...event, tunedLoss: 0.1 } : event,
        );
        return openFirst(
          changed((entries) => entries.set('runs/run-a/result.json', text({ ...resultOf('run-a'), events }))),
        );
      },
      /run\.json does not tell of the same run/,
    ],
    ['too many bytes', () => assertRunsFileSize(2 ** 31, 'big.zip'), /^big\.zip: 2\.15 GB are more/],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(UserError);
    expect(act).toThrow(message);
  });
});

test('whatever byte is changed, the file is refused or the run comes back as it was', () => {
  fc.assert(
    fc.property(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bytes = file.slice();
      bytes[at] = (bytes[at] as number) ^ flip;
      try {
        for (const run of unpackRuns(bytes)) expect(run.open().result.id).toBe(run.id);
      } catch (error) {
        expect(error).toBeInstanceOf(UserError);
      }
    }),
    { numRuns: 300 },
  );
});

function resultOf(id: string) {
  const entry = unzip(file).find(({ name }) => name === `runs/${id}/result.json`);
  return JSON.parse(new TextDecoder().decode(entry?.bytes));
}
