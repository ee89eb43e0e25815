import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { text } from '../../app/messages/en.ts';
import type { JudgedClass } from '../../run/events.ts';
import classes from './Results.module.css';

const icons = { matches: IconCircleCheck, vague: IconCircleDashed, wrong: IconCircleX };

/** A class as icon and word. */
export function ClassWord({ name }: { readonly name: JudgedClass }) {
  const Icon = icons[name];
  return (
    <span className={classes.classWord} data-class={name}>
      <Icon size={16} stroke={1.75} aria-hidden />
      <span>{text.results.classes[name].name}</span>
    </span>
  );
}
