import { IconHistory, IconLock } from '@tabler/icons-react';
import { useData } from '../store/data.ts';
import { useGpu } from '../store/gpu.ts';
import { useRecovery } from '../store/recovery.ts';
import { useRun } from '../store/run.ts';
import { placeHref } from '../ui/place.ts';
import { StateWord } from '../ui/StateWord.tsx';
import { text } from './messages/en.ts';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import classes from './TopBar.module.css';

export function TopBar() {
  return (
    <header className={classes.bar}>
      <a className={classes.name} href={placeHref('start')}>
        {text.app.name}
      </a>
      <RunName />
      <a className={classes.privacy} href={placeHref('privacy')} aria-label={text.app.privacy}>
        <IconLock size={16} stroke={1.75} aria-hidden />
        <span>{text.app.privacy}</span>
      </a>
      <span className={classes.gpu}>
        <GpuChip />
      </span>
      <ThemeSwitch />
    </header>
  );
}

/** The run that is under way or shown, else the file that is open; the way to all runs of this browser once there is one. */
function RunName() {
  const run = useRun();
  const kept = useRecovery((recovery) => recovery.runs);
  const fileName = useData((data) => (data.kind === 'open' ? data.file.fileName : null));
  const own = 'id' in run ? (kept.find(({ id }) => id === run.id)?.name ?? null) : null;
  const name = 'facts' in run ? (own ?? text.app.runName(run.facts.fileName, run.facts.config.model)) : fileName;
  if (kept.length === 0) return name === null ? null : <span className={classes.run}>{name}</span>;
  return (
    <a
      className={classes.runs}
      href={placeHref('history')}
      aria-label={name === null ? text.history.link : text.history.linkTo(name)}
    >
      <IconHistory size={16} stroke={1.75} aria-hidden />
      <span>{name ?? text.history.link}</span>
    </a>
  );
}

function GpuChip() {
  const state = useGpu();
  switch (state.kind) {
    case 'checking':
      return <StateWord kind="waiting">{text.gpu.checking}</StateWord>;
    case 'gpu':
      return <StateWord kind="ready">{state.gpu.name}</StateWord>;
    case 'software':
      return <StateWord kind="warning">{text.gpu.softwareChip}</StateWord>;
    case 'none':
      return <StateWord kind="failed">{text.gpu.none}</StateWord>;
  }
}
