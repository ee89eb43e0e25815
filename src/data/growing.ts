type Numbers = Float64Array | Uint32Array | Uint16Array | Uint8Array;

/** A typed array that grows by half when it is full. */
export interface Growing {
  push(value: number): void;
  at(index: number): number;
  readonly length: number;
  /** Lets go of all values. */
  clear(): void;
}

export function growing<A extends Numbers>(make: (length: number) => A): Growing {
  let values = make(1024);
  let length = 0;
  return {
    push(value) {
      if (length === values.length) {
        const larger = make(Math.max(1024, Math.ceil(length * 1.5)));
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    at: (index) => values[index] as number,
    get length() {
      return length;
    },
    clear() {
      values = make(0);
      length = 0;
    },
  };
}
