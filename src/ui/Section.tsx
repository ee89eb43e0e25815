import type { ReactNode } from 'react';
import classes from './Section.module.css';

/** A part of a place: a heading with a link of its own (`id`), then its content under a hairline. */
export function Section({ id, title, aside, children }: SectionProps) {
  return (
    <section className={classes.section} aria-labelledby={id}>
      <header className={classes.header}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}
