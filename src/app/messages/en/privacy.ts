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
  compiledRule:
    "'wasm-unsafe-eval' lets the page compile the arithmetic that it brought along, which makes 4-bit weights. Text still cannot become a program.",
  nothingStopped: 'The browser has had nothing to stop so far.',
  stopped: (count: number) =>
    count === 1
      ? 'The browser has stopped 1 request that broke these rules.'
      : `The browser has stopped ${formatNumber(count)} requests that broke these rules.`,
  requestsTitle: 'What the page has asked for',
  requestsIntro:
    'Every request since the page was opened, as the browser itself counts them. All of them fetch files of the page: none holds a word of your rows, and the whole address is shown.',
  requestsList: 'Every request',
  address: 'Address',
  by: 'Asked by',
  realms: { page: 'page', data: 'data worker', engine: 'engine worker', hub: 'download worker' },
  count: 'Requests',
  received: 'Received',
  noRequests: 'None that the browser tells of.',
  total: (requests: number, addresses: number, size: string) =>
    `${formatNumber(requests)} ${requests === 1 ? 'request' : 'requests'} for ${formatNumber(addresses)} ${addresses === 1 ? 'address' : 'addresses'}, ${size} received, no row sent.`,
  offlineTitle: 'Test it: go offline',
  offlineIntro:
    'Switch off the network of this computer, then open a file, train, compare and download. Everything goes on, since nothing of it needs anybody else.',
  offline: {
    none: 'This browser keeps no copy of the page here. Once loaded it works offline until you close it.',
    keeping: 'Keeping a copy of the page for offline use…',
    ready: 'A copy is kept: the page also opens, and reloads, without a network.',
  },
  storedTitle: 'Stored in this browser',
  storedIntro:
    'All of it lies on this computer, in the storage that the browser gives this page. Rows of a file that is open, and nothing else, live in the memory of this tab only.',
  looking: 'Looking…',
  nothingStored: 'Nothing is stored.',
  storedWhat: 'What, and what for',
  storedFiles: 'Files',
  storedSize: 'Size',
  storedKinds: {
    runs: 'Runs: their rows, settings and saved steps, so that a closed tab loses nothing; kept until you delete them',
    exports: 'Zips for the browser’s downloads, until the next visit to Export',
    page: 'The page itself, the sample and the model mini, so that it opens without a network',
    models: 'Larger demo models that were used, so that they are not fetched again',
    hubModels: 'Models from the Hugging Face Hub, with their 4-bit forms',
    token: 'Your access token for the Hugging Face Hub',
    theme: 'Your choice of light or dark',
    settings: 'Settings, and which GPU programs are fastest here',
  },
  storedOther: (name: string) => `${name}: of another page of this address, not ours; it is left alone`,
  storedSum: (used: string, quota: string) => `${used} in all. The browser would give this page up to ${quota}.`,
  persisted: 'The browser has promised to keep it until you delete it.',
  notPersisted: 'The browser may clear it when this computer runs out of space.',
  persist: 'Ask it to keep it',
  deleteEverything: 'Delete everything',
  deleteAnyway: 'Delete everything anyway',
  deleteWhileRunning:
    'A run is under way. It goes on and its result can still be downloaded, but its saved steps are deleted: after a reload it could not be resumed.',
  deletePending: 'Everything stored here is about to be deleted.',
  secondsLeft: (seconds: number) => `${seconds} s left.`,
  undo: 'Undo',
  deleteNow: 'Delete now',
  deleting: 'Deleting…',
  deleted: 'Everything was deleted. The page is kept anew when you open it next.',
  deleteFailed: 'Not everything could be deleted',
} as const;
