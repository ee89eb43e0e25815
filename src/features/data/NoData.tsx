import { Button, Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { openFile, openSample } from '../../store/data.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { DropZone } from '../../ui/DropZone.tsx';
import { DATA_FILES } from '../../ui/dataFiles.ts';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Data.module.css';

/** Before a file is open: where to drop it, and what it should look like. */
export function NoData() {
  return (
    <>
      <PlaceHeading intro={text.data.emptyIntro}>{text.data.emptyTitle}</PlaceHeading>
      <div className={classes.narrow}>
        <DropZone
          title={text.start.dropTitle}
          hint={text.start.dropHint}
          button={text.start.choose}
          accept={DATA_FILES}
          onFiles={(files) => void openFile(...files)}
        />
      </div>
      <div className={classes.example}>
        <Section id="example" title={text.data.exampleTitle}>
          <Table.ScrollContainer minWidth={480}>
            <Table layout="auto" aria-labelledby="example">
              <Table.Thead>
                <Table.Tr>
                  {text.data.exampleColumns.map((column) => (
                    <Table.Th key={column} scope="col">
                      {column}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {text.data.exampleRows.map((cells) => (
                  <Table.Tr key={cells[1]}>
                    {cells.map((cell) => (
                      <Table.Td key={cell}>{cell}</Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Section>
      </div>
      <ActionBar sentence={text.data.barEmpty}>
        <Button onClick={() => void openSample()}>{text.start.sample}</Button>
      </ActionBar>
    </>
  );
}
