/** Longest wavelength of the angles, as in the paper. */
const BASE = 10_000;

/**
 * Rotary positions (Su et al., RoFormer, arXiv 2104.09864): a head's vector (a, b) of two halves at position t becomes
 * (a·cos - b·sin, b·cos + a·sin) with the angles t / 10000^(i / half), so that the product of two vectors depends on their distance.
 * Written as x·cos + (x·turn)·sin, where `turn` makes (-b, a) of (a, b).
 * @param size of a head, even
 * @returns cos and sin row by row [positions, size], and turn [size, size]
 */
export function rotaryTables(positions: number, size: number): { cos: number[]; sin: number[]; turn: number[] } {
  const half = size / 2;
  if (!Number.isInteger(half)) throw new TypeError(`rotaryTables: the size of a head must be even, not ${size}.`);
  const angle = (index: number) => Math.floor(index / size) / BASE ** (((index % size) % half) / half);
  const angles = Array.from({ length: positions * size }, (_, index) => angle(index));
  const turn = new Array<number>(size * size).fill(0);
  for (let index = 0; index < half; index++) {
    turn[(index + half) * size + index] = -1;
    turn[index * size + index + half] = 1;
  }
  return { cos: angles.map(Math.cos), sin: angles.map(Math.sin), turn };
}
