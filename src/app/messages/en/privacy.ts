import { formatNumber } from '../../../lib/format.ts';

/** Words of the privacy panel. */
export const privacy = {
  title: 'Your rows stay on this computer',
  intro:
    'The page reads your file in this tab, trains on this computer and keeps what it makes here. There is no account and no server that could take anything.',
  policyTitle: 'Where the page may connect',
  policyIntro:
    'Your browser enforces these rules, which the page brought along and cannot loosen. They bind its workers too.',
  mayConnect: 'The page may connect only to:',
  ownSite: (origin: string) => `${origin}, the address it came from`,
  nowhere: 'nothing at all',
  noPolicy:
    'This copy of the page came without its rules: it is a development server, or a host that changed the page. Use a built copy for private rows.',
  wholePolicy: 'All rules, as the browser reads them',
  nothingStopped: 'The browser has had nothing to stop so far.',
  stopped: (count: number) =>
    count === 1
      ? 'The browser has stopped 1 request that broke these rules.'
      : `The browser has stopped ${formatNumber(count)} requests that broke these rules.`,
  requestsTitle: 'What the page has asked for',
  requestsIntro:
    'Every request since the page was opened, as the browser itself counts them. All of them fetch files of the page: none holds a word of your rows, and the whole address is shown.',
  address: 'Address',
  by: 'Asked by',
  realms: { page: 'page', data: 'data worker', engine: 'engine worker' },
  count: 'Requests',
  received: 'Received',
  noRequests: 'None that the browser tells of.',
  total: (requests: number, addresses: number, size: string) =>
    `${formatNumber(requests)} ${requests === 1 ? 'request' : 'requests'} for ${formatNumber(addresses)} ${addresses === 1 ? 'address' : 'addresses'}, ${size} received, no row sent.`,
} as const;
