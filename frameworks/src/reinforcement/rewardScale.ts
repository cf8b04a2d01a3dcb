import { Moments } from "./moments.ts";

/**
 * Brings rewards to the size for which a baseline learns well: divides them by the deviation of the discounted sums of rewards seen so
 * far (Engstrom et al., arXiv 2005.12729). Signs and order stay as they are.
 */
export class RewardScale {
  readonly #discount: number;
  readonly #moments = new Moments(1);
  readonly #sums: Float64Array;

  constructor(lanes: number, discount: number, saved?: RewardScaleState) {
    this.#discount = discount;
    this.#sums = new Float64Array(lanes);
    if (saved === undefined) return;
    this.#moments.count = saved.count;
    this.#moments.mean[0] = saved.mean;
    this.#moments.squares[0] = saved.squares;
    this.#sums.set(saved.sums);
  }

  /** Takes a reward in. */
  see(lane: number, reward: number, ended: boolean): void {
    const sum = (this.#sums[lane] ?? 0) * this.#discount + reward;
    this.#moments.add([sum]);
    this.#sums[lane] = ended ? 0 : sum;
  }

  /** What rewards are divided by at present. */
  get divisor(): number {
    return this.#moments.deviation(0);
  }

  /** Plain JSON. */
  state(): RewardScaleState {
    const { count, mean, squares } = this.#moments;
    return { count, mean: mean[0] ?? 0, squares: squares[0] ?? 0, sums: [...this.#sums] };
  }
}

export interface RewardScaleState {
  readonly count: number;
  readonly mean: number;
  readonly squares: number;
  readonly sums: readonly number[];
}
