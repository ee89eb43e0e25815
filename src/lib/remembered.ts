/** The same function, which computes once for each key and then answers what it answered before. */
export function remembered<A, T extends object>(keyOf: (argument: A) => string, compute: (argument: A) => T) {
  const known = new Map<string, T>();
  return (argument: A): T => {
    const key = keyOf(argument);
    const found = known.get(key) ?? compute(argument);
    known.set(key, found);
    return found;
  };
}
