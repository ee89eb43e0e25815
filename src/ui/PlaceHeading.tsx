import { type ReactNode, useEffect, useRef } from 'react';
import classes from './PlaceHeading.module.css';

/** A page that was just opened starts at its top, with the skip link. */
let isFirst = true;

/** The h1 of a place. It takes the focus when the place opens, so that a screen reader starts there. */
export function PlaceHeading({ children, intro, takeFocus = true }: PlaceHeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takeFocus && !isFirst) heading.current?.focus({ preventScroll: true });
    isFirst = false;
  }, [takeFocus]);
  return (
    <div className={classes.heading}>
      <h1 ref={heading} tabIndex={-1} className={classes.title}>
        {children}
      </h1>
      {intro !== undefined && <p className={classes.intro}>{intro}</p>}
    </div>
  );
}

interface PlaceHeadingProps {
  readonly children: ReactNode;
  readonly intro?: ReactNode;
  readonly takeFocus?: boolean;
}
