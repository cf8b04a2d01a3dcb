/** A seeded stream of random numbers. */
export interface Random {
  /** The next number in [0, 1). */
  uniform(): number;
  /** A whole number in [0, limit). */
  below(limit: number): number;
  /** Puts an array into random order, in place. */
  shuffle<T extends { [index: number]: number; readonly length: number }>(values: T): T;
}

/**
 * The "sfc32" generator (Doty-Humphrey, PractRand), 128 bits of state: only 32-bit integer arithmetic, hence the same stream on every machine.
 * @param stream separates streams that share a seed, so that one more draw here does not shift another there.
 */
export function createRandom(seed: number, stream = 0): Random {
  let a = seed >>> 0;
  let b = stream >>> 0;
  let c = 0x9e3779b9;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 16; warmUp++) next();
  const uniform = () => next() / 2 ** 32;
  const below = (limit: number) => Math.floor(uniform() * limit);
  return {
    uniform,
    below,
    shuffle(values) {
      for (let index = values.length - 1; index > 0; index--) {
        const other = below(index + 1);
        const held = values[index] as number;
        values[index] = values[other] as number;
        values[other] = held;
      }
      return values;
    },
  };
}
