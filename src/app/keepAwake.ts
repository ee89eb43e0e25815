/**
 * Keeps the screen on, and with it the machine awake, until the returned function is called. The browser takes it back when the page is
 * hidden, so it is asked for again when the page comes back; one that has no wake lock, or refuses it, changes nothing.
 */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let over = false;

  async function ask(): Promise<void> {
    if (over || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    const granted = await navigator.wakeLock.request('screen').catch(() => null);
    if (over) void granted?.release();
    else lock = granted;
  }

  const again = () => void ask();
  document.addEventListener('visibilitychange', again);
  again();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', again);
    void lock?.release();
  };
}
