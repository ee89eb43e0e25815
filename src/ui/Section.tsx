import { type ReactNode, useEffect, useRef } from 'react';
import { useAddress } from './place.ts';
import classes from './Section.module.css';

/** A part of a place: a heading with an address of its own (`id`), to which it scrolls and moves the focus, then its content under a hairline. */
export function Section({ id, title, aside, children }: SectionProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isMeant = useAddress().section === id;
  useEffect(() => {
    if (!isMeant) return;
    heading.current?.scrollIntoView();
    heading.current?.focus({ preventScroll: true });
  }, [isMeant]);
  return (
    <section className={classes.section} aria-labelledby={id}>
      <header className={classes.header}>
        <h2 ref={heading} tabIndex={-1} id={id} className={classes.title}>
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
  readonly title: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}
