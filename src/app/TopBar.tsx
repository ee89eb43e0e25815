import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconLock, IconMoon, IconSun } from '@tabler/icons-react';
import { useGpu } from '../store/gpu.ts';
import { placeHref } from '../ui/place.ts';
import { StateWord } from '../ui/StateWord.tsx';
import { text } from './messages/en.ts';
import classes from './TopBar.module.css';

export function TopBar() {
  return (
    <header className={classes.bar}>
      <a className={classes.name} href={placeHref('start')}>
        {text.app.name}
      </a>
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

function ThemeSwitch() {
  const dark = useComputedColorScheme('light') === 'dark';
  const { setColorScheme } = useMantineColorScheme();
  const Icon = dark ? IconSun : IconMoon;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={text.app.theme(dark)}
      onClick={() => setColorScheme(dark ? 'light' : 'dark')}
    >
      <Icon size={20} stroke={1.5} aria-hidden />
    </ActionIcon>
  );
}
