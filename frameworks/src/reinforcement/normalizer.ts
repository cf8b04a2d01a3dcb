import type { NumberEncoder } from "../tables/encoders.ts";
import { Moments } from "./moments.ts";

type Scale = Pick<NumberEncoder, "low" | "high" | "mean" | "deviation">;

/** Normalized observations are cut to this many deviations. */
const REACH = 10;

/**
 * Brings observations to size 1, by the mean and deviation of those seen so far; the same arithmetic in float32 as the
 * artifact's encoder, so that the artifact acts as what was trained.
 */
export class Normalizer {
  readonly moments: Moments;
  readonly #encoders: Scale[] = [];

  constructor(width: number, saved?: NormalizerState) {
    this.moments = new Moments(width);
    if (saved !== undefined) {
      this.moments.count = saved.count;
      this.moments.mean.set(saved.mean);
      this.moments.squares.set(saved.squares);
    }
    this.settle();
  }

  /** Takes what `moments` has seen into use. */
  settle(): void {
    for (let column = 0; column < this.moments.width; column++) {
      const mean = Math.fround(this.moments.mean[column] ?? 0);
      const deviation = Math.fround(this.moments.deviation(column));
      const low = Math.fround(mean - REACH * deviation);
      this.#encoders[column] = { low, high: Math.fround(mean + REACH * deviation), mean, deviation };
    }
  }

  /** [rows, width] */
  apply(observations: Float32Array): Float32Array {
    const { width } = this.moments;
    return observations.map((value, index) => {
      const { low, high, mean, deviation } = this.#encoders[index % width] as Scale;
      return Math.fround(Math.min(Math.max(value, low), high) - mean) / deviation;
    });
  }

  /** The same for one column, as the artifact has it. */
  encoder(name: string, column: number): NumberEncoder {
    const { low, high, mean, deviation } = this.#encoders[column] ?? { low: 0, high: 0, mean: 0, deviation: 1 };
    return { type: "number", name, fill: mean, low, high, mean, deviation, indicator: false };
  }

  /** Plain JSON. */
  state(): NormalizerState {
    const { count, mean, squares } = this.moments;
    return { count, mean: [...mean], squares: [...squares] };
  }
}

export interface NormalizerState {
  readonly count: number;
  readonly mean: readonly number[];
  readonly squares: readonly number[];
}
