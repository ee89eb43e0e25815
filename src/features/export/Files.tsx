import { Checkbox, Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatBytes } from '../../lib/format.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Export.module.css';
import type { Packing } from './packing.ts';

/** Each file of the zip with its size and purpose, and whether the rows go along. */
export function Files({ packing, run, leaveOut, onLeaveOut }: FilesProps) {
  const files = packing.kind === 'ready' ? packing.packed.files : run.outcome.files;
  return (
    <Section id="files" title={text.export.files}>
      <Table layout="auto" className={classes.files} aria-busy={packing.kind === 'working'}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{text.export.fileName}</Table.Th>
            <Table.Th scope="col" className={classes.purpose}>
              {text.export.filePurpose}
            </Table.Th>
            <Table.Th scope="col" ta="right">
              {text.export.fileSize}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {files.map(({ name, sizeBytes }) => (
            <Table.Tr key={name}>
              <Table.Td className={classes.mono}>{name}</Table.Td>
              <Table.Td className={classes.purpose}>
                {leaveOut && name === 'run.json' ? text.export.purposeWithoutRows : (text.export.purposes[name] ?? '')}
              </Table.Td>
              <Table.Td ta="right" className={classes.size}>
                {formatBytes(sizeBytes)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <div className={classes.rows}>
        <Notice tone={leaveOut ? 'info' : 'warning'}>
          {leaveOut ? text.export.rowsLeftOut : text.export.rowsWarning}
        </Notice>
        <Checkbox
          label={text.export.leaveOut}
          checked={leaveOut}
          onChange={(event) => onLeaveOut(event.currentTarget.checked)}
        />
      </div>
    </Section>
  );
}

interface FilesProps {
  readonly packing: Packing;
  readonly run: FinishedRun;
  readonly leaveOut: boolean;
  readonly onLeaveOut: (leaveOut: boolean) => void;
}
