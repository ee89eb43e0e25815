let patient = false;

/**
 * While anything is under way Dawn in Node asks at every turn of the event loop whether it has ended (it calls `setImmediate` by its name), which keeps
 * one core busy. Where the cores are the GPU it is asked once a millisecond instead. Call it before the GPU is created; other callers of
 * `setImmediate` notice nothing. On 2 cores tests that train take 0.5 to 0.75 of the time.
 */
export function pollPatiently(): void {
  if (patient) return;
  patient = true;
  const { setImmediate } = globalThis;
  const patiently = (callback: (...args: unknown[]) => void, ...args: unknown[]) =>
    isNative(callback) ? setTimeout(callback, 1, ...args) : setImmediate(callback, ...args);
  Object.assign(globalThis, { setImmediate: Object.assign(patiently, setImmediate) });
}

/** Whether a function was made by an add-on: one that was bound has a name, `bound …`. */
function isNative(callback: (...args: unknown[]) => void): boolean {
  return callback.name === '' && Function.prototype.toString.call(callback).includes('[native code]');
}
