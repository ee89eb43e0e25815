import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconPlayerPlay,
  IconPlayerStop,
} from '@tabler/icons-react';
import classes from './StateWord.module.css';

export type StateKind = 'waiting' | 'ready' | 'running' | 'stopped' | 'warning' | 'failed';

const icons = {
  waiting: IconCircleDashed,
  ready: IconCircleCheck,
  running: IconPlayerPlay,
  stopped: IconPlayerStop,
  warning: IconAlertTriangle,
  failed: IconCircleX,
};

/** A status: icon and word, never colour alone. */
export function StateWord({ kind, children }: { readonly kind: StateKind; readonly children: string }) {
  const Icon = icons[kind];
  return (
    <span className={classes.state} data-kind={kind}>
      <Icon size={16} stroke={1.75} aria-hidden />
      <span>{children}</span>
    </span>
  );
}
