/** Remembers what the last choices gave, so that Start does not repeat what the audit has done; failures are not kept. */
export function lastResult<T>() {
  let last: { readonly key: string; readonly value: Promise<T> } | null = null;
  return {
    get(key: string, make: () => Promise<T>): Promise<T> {
      if (last?.key === key) return last.value;
      const made = { key, value: make() };
      last = made;
      made.value.catch(() => {
        if (last === made) last = null;
      });
      return made.value;
    },
    forget() {
      last = null;
    },
  };
}
