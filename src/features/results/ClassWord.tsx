import { IconCircleCheck, IconCircleDashed, IconCircleX } from '@tabler/icons-react';
import { text } from '../../app/messages/en.ts';
import type { JudgedClass } from '../../run/events.ts';
import classes from './Results.module.css';

const icons = { matches: IconCircleCheck, vague: IconCircleDashed, wrong: IconCircleX };

/** A class as icon and word; `word` in place of the rule's. */
export function ClassWord({ name, word }: ClassWordProps) {
  const Icon = icons[name];
  return (
    <span className={classes.classWord} data-class={name}>
      <Icon size={16} stroke={1.75} aria-hidden />
      <span>{word ?? text.results.classes[name].name}</span>
    </span>
  );
}

interface ClassWordProps {
  readonly name: JudgedClass;
  readonly word?: string;
}
