import { startTransition, useEffect, useState } from 'react';
import { trackUntil } from '../../store/activity.ts';

/** How many of `parts` may be drawn by now: one at first, then one more each time the last is on the page and the browser had its turn. */
export function useTurns(parts: number): number {
  const [turns, setTurns] = useState(1);
  useEffect(() => {
    if (turns >= parts) return;
    const end = trackUntil();
    const timer = setTimeout(() => startTransition(() => setTurns(turns + 1)));
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [turns, parts]);
  return turns;
}
