/** Sums over rows. */
export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

/** A division of a leaf: bins up to `bin` go left. */
export interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly missingLeft: boolean;
  readonly gain: number;
  readonly leftCount: number;
}

/** A side must weigh so much, or its leaf value would be a guess. */
const MIN_HESSIAN = 1e-3;

/**
 * The division with the largest gain over all features and bins (Chen and Guestrin, arXiv 1603.02754, equation 7), missing values
 * tried on either side. A feature that misses nothing here sends what will be missing to the larger side.
 * @param histogram gradient, hessian and count of each bin, missing values last, feature after feature
 * @param offsets where each of `features` begins in it
 * @returns undefined when no division gains anything
 */
export function bestSplit(
  histogram: Float64Array,
  offsets: Int32Array,
  features: Int32Array,
  total: Sums,
  { cuts, minRows, l2 }: { cuts: readonly Float32Array[]; minRows: number; l2: number },
): Split | undefined {
  const whole = total.gradient ** 2 / (total.hessian + l2);
  let best: Split | undefined;
  // A gain of rounding errors alone is none.
  let bestGain = 1e-9 * Math.max(1, whole);
  for (let index = 0; index < features.length; index++) {
    const feature = features[index] as number;
    const bins = (cuts[feature] as Float32Array).length;
    const start = offsets[index] as number;
    const gap = start + (bins + 1) * 3;
    const missing = histogram[gap + 2] as number;
    for (const missingLeft of missing > 0 ? [false, true] : [false]) {
      let gradient = missingLeft ? (histogram[gap] as number) : 0;
      let hessian = missingLeft ? (histogram[gap + 1] as number) : 0;
      let count = missingLeft ? missing : 0;
      for (let bin = 0; bin < bins; bin++) {
        const slot = start + bin * 3;
        gradient += histogram[slot] as number;
        hessian += histogram[slot + 1] as number;
        count += histogram[slot + 2] as number;
        if (count < minRows || hessian < MIN_HESSIAN) continue;
        const other = total.hessian - hessian;
        if (total.count - count < minRows || other < MIN_HESSIAN) break;
        const gain = gradient ** 2 / (hessian + l2) + (total.gradient - gradient) ** 2 / (other + l2) - whole;
        if (!(gain > bestGain)) continue;
        bestGain = gain;
        const toLeft = missing > 0 ? missingLeft : count * 2 >= total.count;
        best = { feature, bin, missingLeft: toLeft, gain, leftCount: count };
      }
    }
  }
  return best;
}
