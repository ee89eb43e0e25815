import { MantineProvider } from '@mantine/core';
import { useEffect } from 'react';
import { watchFinishedRuns } from '../store/finishedRuns.ts';
import { checkGpu } from '../store/gpu.ts';
import { watchHubModels } from '../store/models.ts';
import { watchForEnd } from '../store/notification.ts';
import { keepOffline } from '../store/offline.ts';
import { watchKeptRuns } from '../store/recovery.ts';

import { watchPage } from '../store/traffic.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { useLanguage } from './language.ts';
import { text } from './messages/en.ts';
import { Shell } from './Shell.tsx';
import { installTestHook } from './testHook.ts';
import { cssVariables, theme } from './theme.ts';

installTestHook();
watchPage();

export function App() {
  const language = useLanguage((state) => state.language);
  useEffect(() => {
    // The copy for offline use is fetched when the first look is over.
    void checkGpu().then(keepOffline);
    const ends = [watchForEnd(endWords), watchFinishedRuns(), watchKeptRuns(), watchHubModels()];
    return () => {
      for (const end of ends) end();
    };
  }, []);
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <ErrorBoundary>
        <Shell key={language} />
      </ErrorBoundary>
    </MantineProvider>
  );
}

/** In the language of the moment at which a run ends. */
function endWords(ended: 'finished' | 'failed') {
  return ended === 'finished'
    ? { title: text.notify.finished, body: text.notify.finishedBody }
    : { title: text.notify.failed, body: text.notify.failedBody };
}
