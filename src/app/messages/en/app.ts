import { formatPercent } from '../../../lib/format.ts';

/** Words of the shell: bar, steps, states, GPU. */
export const app = {
  name: 'TabTune',
  runName: (fileName: string, model: string) => `${fileName.replace(/\.[^.]*$/, '')} on ${model}`,
  skip: 'Skip to content',
  privacy: 'On this computer: no rows sent',
  theme: (dark: boolean) => (dark ? 'Use light colours' : 'Use dark colours'),
  places: 'Steps',
  footer: 'Research demonstration. Not medical advice. For symptoms you have, contact a clinician.',
  words: 'Words used here',
  language: 'Language',
  languages: { en: 'English', de: 'Deutsch' },
  crashed: 'The page stopped working',
  crashedRemedy: 'Nothing was sent anywhere. Reload the page and open the file again.',
  reload: 'Reload',
  title: (percent: number | null, paused: boolean) =>
    percent === null ? 'TabTune' : `${percent} % ${paused ? 'paused, ' : ''}TabTune`,
  loading: 'Loading…',
  newVersion: 'A newer version of TabTune is ready.',
  useNewVersion: 'Reload to use it',
} as const;

export const states = {
  needsFile: 'Needs a file',
  reading: (fraction: number) => `Reading ${formatPercent(fraction, 0)}`,
  needsFix: 'Needs 1 fix',
  checking: 'Checking',
  ready: 'Ready',
  needsData: 'Needs data',
  noGpu: 'Needs WebGPU',
  loading: 'Loading',
  running: (percent: number) => `Running ${percent} %`,
  stopping: 'Stopping',
  pausing: 'Pausing',
  paused: (percent: number) => `Paused ${percent} %`,
  unfinished: (step: number, total: number) => `Stopped, ${step} of ${total}`,
  elsewhere: 'In another tab',
  done: 'Done',
  stopped: 'Stopped, kept',
  cancelled: 'Cancelled',
  failed: 'Failed',
  afterTraining: 'Not yet',
  checkingAnswers: (done: number, total: number | null) =>
    total === null ? 'Checking' : `Checked ${done} of ${total}`,
  notStarted: 'Not started',
} as const;

export const gpu = {
  checking: 'Checking your GPU…',
  found: (name: string) => `GPU: ${name}`,
  software: 'No GPU in use: software mode. A tiny model still trains, slowly.',
  softwareChip: 'Software mode',
  none: 'No WebGPU',
  noneTitle: 'This browser cannot train here',
  causes: {
    noApi: {
      cause: 'This browser has no WebGPU, or it is switched off.',
      remedy:
        'Open this page in a current Chrome or Edge (113 or later), Safari 26, or Firefox 141 on Windows. Company settings can switch WebGPU off: ask whoever manages the browser.',
    },
    insecure: {
      cause: 'WebGPU is only given to pages from https:// or localhost, and this address is neither.',
      remedy: 'Open the page over https://, or serve it on this computer and open it as http://localhost.',
    },
    noAdapter: {
      cause: 'The browser has WebGPU but found no GPU that it may use.',
      remedy:
        'Switch on "Use graphics acceleration when available" in the browser\'s settings, update the graphics driver, then restart the browser. In Chrome, chrome://gpu says what is blocked.',
    },
    blocked: {
      cause: 'This computer has a GPU, but the browser does not give it to WebGPU: its driver is on the blocklist.',
      remedy:
        'Update the graphics driver and the browser, then restart the browser. In Chrome, chrome://gpu says which rule blocks it. Another browser may have no such rule.',
    },
    refused: {
      cause: 'A GPU was found, but it could not be opened.',
      remedy: 'Close other tabs and programs that use the GPU, then reload the page. A newer graphics driver may help.',
    },
  },
  detail: (detail: string) => `The browser said: ${detail}`,
  copyAddress: 'Copy address',
  copied: 'Copied',
  watchRecorded: 'Watch a recorded run',
  dataStill: 'You can still open a file and look at its rows.',
} as const;
