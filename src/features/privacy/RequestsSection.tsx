import { Table } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { formatBytes, formatNumber } from '../../lib/format.ts';
import { type RequestGroup, useTraffic } from '../../store/traffic.ts';
import { Section } from '../../ui/Section.tsx';
import classes from './Privacy.module.css';

/** Every address that the page and its workers asked for, as they ask. */
export function RequestsSection() {
  const requests = useTraffic((traffic) => traffic.requests);
  const count = requests.reduce((sum, group) => sum + group.count, 0);
  const sizeBytes = requests.reduce((sum, group) => sum + group.sizeBytes, 0);
  return (
    <Section id="requests" title={text.privacy.requestsTitle}>
      <p className={classes.prose}>{text.privacy.requestsIntro}</p>
      <p>
        {count === 0 ? text.privacy.noRequests : text.privacy.total(count, requests.length, formatBytes(sizeBytes))}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={classes.box} tabIndex={0} aria-label={text.privacy.requestsList}>
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{text.privacy.address}</Table.Th>
              <Table.Th scope="col">{text.privacy.by}</Table.Th>
              <Table.Th scope="col" ta="right">
                {text.privacy.count}
              </Table.Th>
              <Table.Th scope="col" ta="right">
                {text.privacy.received}
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {requests.map((group) => (
              <Row key={`${group.by} ${group.url}`} group={group} />
            ))}
          </Table.Tbody>
        </Table>
      </section>
    </Section>
  );
}

function Row({ group }: { readonly group: RequestGroup }) {
  return (
    <Table.Tr>
      <Table.Td className={classes.address}>{shortAddress(group.url)}</Table.Td>
      <Table.Td>{text.privacy.realms[group.by]}</Table.Td>
      <Table.Td ta="right">{formatNumber(group.count)}</Table.Td>
      <Table.Td ta="right" className={classes.size}>
        {formatBytes(group.sizeBytes)}
      </Table.Td>
    </Table.Tr>
  );
}

/** An address of this site from its path on; of any other site in full. */
function shortAddress(url: string): string {
  const { origin } = window.location;
  return url.startsWith(`${origin}/`) ? url.slice(origin.length) : url;
}
