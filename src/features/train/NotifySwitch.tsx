import { Switch } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { track } from '../../store/activity.ts';
import { turnNotifications, useNotifying } from '../../store/notification.ts';
import { Notice } from '../../ui/Notice.tsx';
import classes from './Train.module.css';

/** Opt-in: the browser is asked when the person turns it on, and never before. */
export function NotifySwitch() {
  const notifying = useNotifying((state) => state.notifying);
  return (
    <div className={classes.notices}>
      <Switch
        label={text.notify.label}
        description={text.notify.hint}
        checked={notifying === 'on'}
        onChange={(event) => void track(turnNotifications(event.currentTarget.checked))}
      />
      <div role="status">
        {(notifying === 'refused' || notifying === 'unsupported') && (
          <Notice tone="info">{text.notify[notifying]}</Notice>
        )}
      </div>
    </div>
  );
}
