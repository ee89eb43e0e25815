import { useEffect } from 'react';
import { openFile } from '../store/data.ts';
import { losesOnClose, saveRunSoon, useRun } from '../store/run.ts';
import { usePercentDone } from '../store/useMetricLog.ts';
import { goTo } from '../ui/place.ts';
import { keepAwake } from './keepAwake.ts';
import { text } from './messages/en.ts';

/** What the window does for a run: its title, a warning before closing loses something, and files dropped anywhere. */
export function useWindowDuties(): void {
  const active = useRun((run) => run.kind === 'active');
  const paused = useRun((run) => run.kind === 'active' && run.facts.pausedAt !== null);
  const unsaved = useRun(losesOnClose);
  const percent = usePercentDone();

  useEffect(() => {
    document.title = text.app.title(active ? percent : null, paused);
  }, [active, percent, paused]);

  useEffect(() => (active && !paused ? keepAwake() : undefined), [active, paused]);

  useEffect(() => {
    if (!active) return;
    // A hidden page may be put away without another word.
    const save = () => document.visibilityState === 'hidden' && saveRunSoon();
    document.addEventListener('visibilitychange', save);
    return () => document.removeEventListener('visibilitychange', save);
  }, [active]);

  useEffect(() => {
    if (!unsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [unsaved]);

  useEffect(() => {
    // Without this a file that misses the drop zone replaces the page.
    const over = (event: DragEvent) => event.preventDefault();
    const drop = (event: DragEvent) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file === undefined || active) return;
      void openFile(file);
      goTo('data');
    };
    window.addEventListener('dragover', over);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', over);
      window.removeEventListener('drop', drop);
    };
  }, [active]);
}
