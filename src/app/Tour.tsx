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
  const [stops, setStops] = useState<readonly (typeof STOPS)[number][]>(STOPS);
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: the recorded run has its results when it no longer plays
  useEffect(() => {
    // What a run has not is no stop: without predictions there are no answers to show.
    const there = STOPS.filter(({ at }) => document.querySelector(at) !== null);
    if (there.length > 0) setStops(there);
    const shown = document.querySelector(there[Math.min(stop, there.length - 1)]?.at ?? '');
    if (shown === null) return;
    shown.setAttribute('data-toured', '');
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    shown.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
    return () => shown.removeAttribute('data-toured');
  }, [stop, playing]);
  const at = Math.min(stop, stops.length - 1);
  const { title, what } = text.tour.stops[stops[at]?.name ?? 'verdict'];
  const isLast = at === stops.length - 1;
  return (
    <section ref={box} tabIndex={-1} className={classes.tour} aria-label={text.tour.label}>
      <div aria-live="polite">
        <p className={classes.title}>
          {title} <span className={classes.place}>{text.tour.place(at + 1, stops.length)}</span>
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

/** Whoever goes to another place has left the tour. */
function leave(): void {
  if (!/^#\/(results|recorded\/results)/.test(window.location.hash)) goToStop(null);
}
