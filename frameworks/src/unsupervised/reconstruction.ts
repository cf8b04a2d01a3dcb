import type { Points } from "./points.ts";

/**
 * Measures how well points are rebuilt from their description: `explainedVariance`, the part of their squared distance from the mean of
 * the training rows that the description keeps (1 is all), and `reconstructionRmse`, the root mean square error of a coordinate.
 */
export class Reconstruction {
  readonly #mean: ArrayLike<number>;
  #lost = 0;
  #all = 0;
  #count = 0;

  /** @param mean of the training rows, [width] */
  constructor(mean: ArrayLike<number>) {
    this.#mean = mean;
  }

  /** @param rebuilt [rows, width] */
  add({ values, width }: Points, rebuilt: ArrayLike<number>): void {
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number;
      this.#lost += (value - (rebuilt[index] as number)) ** 2;
      this.#all += (value - (this.#mean[index % width] as number)) ** 2;
    }
    this.#count += values.length;
  }

  metrics(): { explainedVariance: number; reconstructionRmse: number } {
    // Rows that are all the same are described by nothing at all.
    const explainedVariance = this.#all > 0 ? 1 - this.#lost / this.#all : 1;
    return { explainedVariance, reconstructionRmse: Math.sqrt(this.#lost / this.#count) };
  }
}
