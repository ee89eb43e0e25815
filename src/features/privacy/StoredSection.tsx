import { Button, Table } from '@mantine/core';
import { useEffect } from 'react';
import { text } from '../../app/messages/en.ts';
import { formatBytes } from '../../lib/format.ts';
import { keepStored, lookUpStored, type StorageFacts, useStorage } from '../../store/storage.ts';
import type { StoredItem } from '../../store/storedItems.ts';
import { Section } from '../../ui/Section.tsx';
import { DeleteEverything } from './DeleteEverything.tsx';
import classes from './Privacy.module.css';

/** Everything that the page keeps in this browser, in words and sizes, and the way to be rid of it. */
export function StoredSection() {
  const facts = useStorage((state) => state.facts);
  useEffect(() => {
    void lookUpStored();
  }, []);
  return (
    <Section id="stored" title={text.privacy.storedTitle}>
      <p className={classes.prose}>{text.privacy.storedIntro}</p>
      {facts === null ? <p>{text.privacy.looking}</p> : <Stored facts={facts} />}
      <DeleteEverything empty={facts === null || facts.items.every(({ kind }) => kind === 'other')} />
    </Section>
  );
}

function Stored({ facts }: { readonly facts: StorageFacts }) {
  const { items, quotaBytes, persisted } = facts;
  const own = items.filter(({ kind }) => kind !== 'other');
  return (
    <>
      {items.length === 0 ? (
        <p>{text.privacy.nothingStored}</p>
      ) : (
        <Table className={classes.stored} layout="auto">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{text.privacy.storedWhat}</Table.Th>
              <Table.Th scope="col" ta="right">
                {text.privacy.storedFiles}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {text.privacy.storedSize}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Table.Tr key={`${item.kind} ${item.name}`}>
                <Table.Td>{words(item)}</Table.Td>
                <Table.Td ta="right">{item.count}</Table.Td>
                <Table.Td ta="right" className={classes.size}>
                  {formatBytes(item.sizeBytes)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {quotaBytes !== null && own.length > 0 && (
        <p className={classes.quiet}>
          {text.privacy.storedSum(
            formatBytes(own.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)),
            formatBytes(quotaBytes),
          )}
        </p>
      )}
      {persisted === true && <p>{text.privacy.persisted}</p>}
      {persisted === false && own.length > 0 && (
        <div className={classes.line}>
          <p>{text.privacy.notPersisted}</p>
          <Button variant="default" size="compact-md" onClick={() => void keepStored()}>
            {text.privacy.persist}
          </Button>
        </div>
      )}
    </>
  );
}

function words({ kind, name }: StoredItem): string {
  return kind === 'other' ? text.privacy.storedOther(name) : text.privacy.storedKinds[kind];
}
