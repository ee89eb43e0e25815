import { Anchor } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { useFilledIn } from '../../store/sample.ts';
import { placeHref } from '../../ui/place.ts';
import classes from './Train.module.css';

/** After one click on the sample: what was decided, and the way to each decision. */
export function FilledIn() {
  const filledIn = useFilledIn((state) => state.filledIn);
  if (!filledIn) return null;
  return (
    <p className={classes.filledIn}>
      <span>
        {text.train.filledIn} {text.train.filledInNote}
      </span>
      <Anchor href={placeHref('data')}>{text.train.seeData}</Anchor>
      <Anchor href={placeHref('model')}>{text.train.seeSettings}</Anchor>
    </p>
  );
}
