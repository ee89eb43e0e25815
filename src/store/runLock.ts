/**
 * Which tab holds what, through the browser's own locks: they end with their tab, however it ends. `training` is held by the one tab
 * that trains; `run:<id>` by the tab that has a run in hand. A tab that holds a lock is not put to sleep by the browser either.
 */
const PREFIX = 'tabtune:';

/** The lock, or null when another tab has it. Gives back what releases it. Pages that get no locks get no GPU either. */
export function takeLock(name: string): Promise<(() => void) | null> {
  if (!('locks' in navigator)) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(PREFIX + name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(null);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

/** Ids of the runs that a tab has in hand, this one included. */
export async function runsInHand(): Promise<ReadonlySet<string>> {
  if (!('locks' in navigator)) return new Set();
  const { held = [] } = await navigator.locks.query();
  const run = `${PREFIX}run:`;
  return new Set(held.flatMap(({ name }) => (name?.startsWith(run) ? [name.slice(run.length)] : [])));
}
