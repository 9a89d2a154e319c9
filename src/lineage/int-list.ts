// A list of 32-bit whole numbers that grows without boxing one of them. Must not shrink.

export interface IntList {
  readonly push: (value: number) => void;
  readonly length: () => number;
  /** The numbers so far; shares memory, so it is taken when the list is complete. */
  readonly view: () => Int32Array;
}

export function makeIntList(): IntList {
  let values = new Int32Array(1024);
  let length = 0;
  return {
    push: (value) => {
      if (length === values.length) {
        const larger = new Int32Array(length * 2);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    length: () => length,
    view: () => values.subarray(0, length),
  };
}

/** `values[i]`, or `otherwise` beyond its ends: an index that the compiler cannot check. */
export function at(values: ArrayLike<number>, i: number, otherwise = 0): number {
  return values[i] ?? otherwise;
}
