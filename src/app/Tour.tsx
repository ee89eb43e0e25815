import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { skipToEnd, usePlayer } from '../store/player.ts';
import { goToStop, useTour } from '../store/tour.ts';
import { text } from './messages/en.ts';
import classes from './Tour.module.css';

/** What each stop shows, by where it stands on the Results screen, a person's own or the recorded one. */
const STOPS = [
  // The recorded run has its verdict under the heading of the place.
  { name: 'verdict', at: 'main h2[data-verdict], main:not(:has(h2[data-verdict])) h1' },
  { name: 'comparison', at: 'section[aria-labelledby="comparison"]' },
  { name: 'answers', at: 'section[aria-labelledby="answers"]' },
  { name: 'lengths', at: '[data-tour="lengths"]' },
  { name: 'bar', at: '[data-tour="bar"]' },
] as const;

/** The tour while there is one: a box that stays out of the way and an outline around what it tells of. The page can be used all the while. */
export function Tour() {
  const stop = useTour((tour) => tour.stop);
  return stop === null ? null : <Stops stop={stop} />;
}

function Stops({ stop }: { readonly stop: number }) {
  const box = useRef<HTMLElement>(null);
  const playing = usePlayer((player) => player.kind === 'playing');
  const stops = useStopsThere();
  // The recorded run has results at its end only.
  useEffect(() => {
    if (playing) skipToEnd();
  }, [playing]);
  useEffect(() => {
    const opener = document.activeElement;
    box.current?.focus();
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  useEffect(() => {
    const end = ({ key }: KeyboardEvent) => key === 'Escape' && goToStop(null);
    window.addEventListener('keydown', end);
    window.addEventListener('hashchange', leave);
    return () => {
      window.removeEventListener('keydown', end);
      window.removeEventListener('hashchange', leave);
    };
  }, []);
  const at = Math.max(0, Math.min(stop, stops.length - 1));
  const shown = stops[at]?.element;
  useEffect(() => {
    if (shown === undefined) return;
    shown.setAttribute('data-toured', '');
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    shown.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
    return () => shown.removeAttribute('data-toured');
  }, [shown]);
  const { title, what } = text.tour.stops[stops[at]?.name ?? 'verdict'];
  const isLast = at >= stops.length - 1;
  return (
    <section ref={box} tabIndex={-1} className={classes.tour} aria-label={text.tour.label}>
      <div aria-live="polite">
        <p className={classes.title}>
          {title} <span className={classes.place}>{text.tour.place(at + 1, Math.max(1, stops.length))}</span>
        </p>
        <p>{what}</p>
      </div>
      <div className={classes.actions}>
        <Button size="compact-md" variant="default" disabled={at === 0} onClick={() => goToStop(at - 1)}>
          {text.tour.back}
        </Button>
        <Button size="compact-md" onClick={() => goToStop(isLast ? null : at + 1)}>
          {isLast ? text.tour.done : text.tour.next}
        </Button>
        {!isLast && (
          <Button size="compact-md" variant="default" onClick={() => goToStop(null)}>
            {text.tour.end}
          </Button>
        )}
      </div>
    </section>
  );
}

interface StopThere {
  readonly name: (typeof STOPS)[number]['name'];
  readonly element: Element;
}

/** The stops that there are, while the screen comes and changes: a run without predictions has no answers to show. */
function useStopsThere(): readonly StopThere[] {
  const [stops, setStops] = useState<readonly StopThere[]>([]);
  useEffect(() => {
    const look = () => {
      const found = STOPS.flatMap(({ name, at }) => {
        const element = document.querySelector(at);
        return element === null ? [] : [{ name, element }];
      });
      const isSame = (before: readonly StopThere[]) =>
        before.length === found.length && before.every(({ element }, i) => element === found[i]?.element);
      setStops((before) => (isSame(before) ? before : found));
    };
    look();
    const observer = new MutationObserver(look);
    observer.observe(document.querySelector('main') ?? document.body, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, []);
  return stops;
}

/** Whoever goes to another place has left the tour. */
function leave(): void {
  if (!/^#\/(results|recorded\/results)/.test(window.location.hash)) goToStop(null);
}
