import '@fontsource/ibm-plex-mono/latin-400.css';
import '@fontsource/ibm-plex-sans/latin-400.css';
import '@fontsource/ibm-plex-sans/latin-600.css';
import '@mantine/core/styles.css';
import './global.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { GetModelApp } from './GetModelApp.tsx';
import { openLanguage } from './language.ts';

export function mountGetModel(): void {
  const root = document.getElementById('root');
  if (root === null) throw new Error('models.html has no #root.');
  const page = createRoot(root);
  void openLanguage().then(() =>
    page.render(
      <StrictMode>
        <GetModelApp />
      </StrictMode>,
    ),
  );
}
