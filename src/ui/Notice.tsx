import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './Notice.module.css';

export type NoticeTone = 'info' | 'warning' | 'error';

const icons = { info: IconInfoCircle, warning: IconAlertTriangle, error: IconCircleX };

/** One message with its icon and its word; an error is announced at once. */
export function Notice({ tone, word, children, action }: NoticeProps) {
  const Icon = icons[tone];
  return (
    <div className={classes.notice} data-tone={tone} role={tone === 'error' ? 'alert' : 'note'}>
      <Icon size={20} stroke={1.75} className={classes.icon} aria-hidden />
      <div className={classes.body}>
        {word !== undefined && <strong className={classes.word}>{word}</strong>}
        <div className={classes.text}>{children}</div>
      </div>
      {action !== undefined && <div className={classes.action}>{action}</div>}
    </div>
  );
}

interface NoticeProps {
  readonly tone: NoticeTone;
  readonly word?: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}
