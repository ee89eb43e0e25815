import { MantineProvider } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { GetModelPlace } from '../features/hub/GetModelPlace.tsx';
import { useGetModel } from '../store/getModel.ts';
import { watchPage } from '../store/traffic.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { text } from './messages/en.ts';
import { pageHook } from './pageHook.ts';
import shell from './Shell.module.css';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import classes from './TopBar.module.css';
import { cssVariables, theme } from './theme.ts';

Object.assign(window, { tabtune: pageHook });
watchPage();
document.title = text.getModel.pageTitle;

/** The page that gets models: apart from the studio, since no row may be where another site can be asked. */
export function GetModelApp() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <ErrorBoundary>
        <div className={shell.alone}>
          <Bar />
          <main className={shell.main}>
            <div className={shell.place}>
              <GetModelPlace />
            </div>
          </main>
        </div>
      </ErrorBoundary>
    </MantineProvider>
  );
}

function Bar() {
  const host = useGetModel(({ place }) => new URL(place.endpoint).host);
  return (
    <header className={classes.bar}>
      <a className={classes.name} href="./">
        {text.app.name}
      </a>
      <a className={classes.privacy} href="#/start/connect" aria-label={text.getModel.bar(host)}>
        <IconLock size={16} stroke={1.75} aria-hidden />
        <span>{text.getModel.bar(host)}</span>
      </a>
      <span className={classes.gpu} />
      <ThemeSwitch />
    </header>
  );
}
