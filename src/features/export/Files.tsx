import { Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatBytes } from '../../lib/format.ts';
import { Section } from '../../ui/Section.tsx';
import type { OutputFileFacts } from '../../workers/engineApi.ts';
import classes from './Export.module.css';

export function Files({ files, model }: { readonly files: readonly OutputFileFacts[]; readonly model: string }) {
  return (
    <Section id="files" title={text.export.files}>
      <p>{text.export.filesIntro(model)}</p>
      <Table layout="auto" className={classes.files}>
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
              <Table.Td className={classes.purpose}>{text.export.purposes[name] ?? ''}</Table.Td>
              <Table.Td ta="right" className={classes.size}>
                {formatBytes(sizeBytes)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <p className={classes.quiet}>{text.export.rowsWarning}</p>
    </Section>
  );
}
