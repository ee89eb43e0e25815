import { formatBytes, formatDuration, formatNumber } from '../../lib/format.ts';
import type { RunRecord } from '../../run/record.ts';
import { tierText } from '../../run/tierText.ts';
import { type Block, code, heading, paragraph, type Table } from '../document.ts';
import { counted } from './words.ts';

const PARTS = ['train', 'validation', 'test'] as const;

/** What went in, and what it ran on: enough to do it again. */
export function sourcesSection(run: RunRecord): Block[] {
  const { data, config } = run;
  const { origin, fingerprint } = data;
  const balanced =
    origin.kind === 'jsonl'
      ? 'as given'
      : config.stratify === null
        ? 'at random'
        : `kept balanced by ${config.stratify}`;
  const left = [
    counted(origin.left.duplicates, 'duplicate'),
    ...(origin.left.nearDuplicates === undefined ? [] : [counted(origin.left.nearDuplicates, 'near-duplicate')]),
    `${counted(origin.left.empty, 'row')} without prompt or answer`,
  ];
  return [
    heading(2, 'Data, hardware and versions', 'sources'),
    paragraph(
      'Source: ',
      ...origin.files.flatMap((file, i) => (i === 0 ? [code(file)] : [', ', code(file)])),
      '. Fingerprint of the three parts: ',
      code(fingerprint),
      `. Split ${balanced}, seed ${run.seeds.split}.${origin.kind === 'csv' ? ` Left out: ${left.join(', ')}.` : ''}`,
    ),
    {
      kind: 'table',
      caption: 'Rows by part',
      columns: [
        { name: 'Part' },
        { name: 'Rows', align: 'right' },
        { name: 'Tokens', align: 'right' },
        { name: 'Answer tokens', align: 'right' },
      ],
      rows: PARTS.map((name) => ({
        cells: [
          name,
          ...[data.parts[name].rows, data.parts[name].tokens, data.parts[name].supervisedTokens].map((count) =>
            formatNumber(count),
          ),
        ],
      })),
    },
    machineTable(run),
  ];
}

function machineTable({ gpu, engine, base, versions, startedAt, elapsedMs, training, seeds }: RunRecord): Table {
  const kernels = Object.entries(engine.kernels).map(([name, choice]) => `${name} ${String(choice)}`);
  return {
    kind: 'table',
    caption: 'What it ran on',
    columns: [{ name: 'What' }, { name: 'Figure' }],
    rows: [
      {
        cells: [
          'Base model',
          `${base.id}, ${formatNumber(base.parameters)} parameters, licence ${base.licence ?? 'not stated'}`,
        ],
      },
      {
        cells: [
          'Adapter',
          `${formatNumber(engine.trainableParameters)} numbers trained (${((100 * engine.trainableParameters) / base.parameters).toFixed(2)} % of the model)`,
        ],
      },
      { cells: ['GPU', `${gpu.name}${gpu.software ? ' (software)' : ''}`] },
      {
        cells: [
          'GPU memory, planned',
          `${formatBytes(engine.peakBytes)}${engine.checkpointing ? ', gradient checkpointing on' : ''}`,
        ],
      },
      ...(engine.tier ? [{ cells: ['Precision', tierText(engine.tier)] }] : []),
      { cells: ['Time', `${formatDuration(elapsedMs)}, of which training ${formatDuration(training.elapsedMs)}`] },
      { cells: ['Started', startedAt] },
      {
        cells: [
          'Seeds',
          Object.entries(seeds)
            .map(([name, seed]) => `${name} ${seed}`)
            .join(', '),
        ],
      },
      {
        cells: [
          'Versions',
          Object.entries(versions)
            .map(([name, version]) => `${name} ${version}`)
            .join(', '),
        ],
      },
      ...(kernels.length === 0 ? [] : [{ cells: ['Kernels', kernels.join(', ')] }]),
    ],
  };
}
