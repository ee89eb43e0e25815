import { Button } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { closeLinkNotice, useOpenedLink } from '../../store/settingsLink.ts';
import { Notice } from '../../ui/Notice.tsx';

/** What an opened link set, and what of it was ignored. */
export function LinkNotice() {
  const opened = useOpenedLink((state) => state.opened);
  if (opened === null) return null;
  const { set, refused } = opened;
  return (
    <Notice
      tone={refused.length > 0 ? 'warning' : 'info'}
      word={text.model.linkTitle}
      action={
        <Button variant="default" size="compact-md" onClick={closeLinkNotice}>
          {text.model.linkClose}
        </Button>
      }
    >
      <p>
        {set.length === 0 ? text.model.linkNothing : set.map(({ label, value }) => `${label}: ${value}`).join('; ')}
      </p>
      {refused.map(({ flag, value, allowed }) => (
        <p key={flag}>{text.model.linkRefused(flag, value, allowed)}</p>
      ))}
    </Notice>
  );
}
