import { createRandom } from "../random.ts";

/** Keeps these numbers apart from others that share the seed. */
const STREAM = 0x64726177;

/**
 * Random 32-bit numbers of some steps. Those of a step follow from the seed and its number alone, so that a run goes on anywhere.
 * @returns [count, perStep]
 */
export function randomBits(seed: number, firstStep: number, count: number, perStep: number): Uint32Array {
  const key = createRandom(seed, STREAM).below(2 ** 32);
  const bits = new Uint32Array(count * perStep);
  for (let step = 0; step < count; step++) {
    const random = createRandom(key, firstStep + step);
    for (let index = 0; index < perStep; index++) bits[step * perStep + index] = random.below(2 ** 32);
  }
  return bits;
}
