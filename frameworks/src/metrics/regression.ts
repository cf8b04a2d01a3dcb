/** Measures of a regression: r² (1 is perfect, 0 is the mean's), root mean square and mean absolute error in the target's unit. */
export interface RegressionMetrics {
  readonly r2: number;
  readonly rmse: number;
  readonly mae: number;
}

/** Measures predictions against the true values, in the same order. */
export function regressionMetrics(predictions: ArrayLike<number>, values: ArrayLike<number>): RegressionMetrics {
  const rows = values.length;
  let [sum, squares, distances] = [0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const error = (predictions[row] ?? 0) - (values[row] ?? 0);
    sum += values[row] ?? 0;
    squares += error * error;
    distances += Math.abs(error);
  }
  let spread = 0;
  for (let row = 0; row < rows; row++) spread += ((values[row] ?? 0) - sum / rows) ** 2;
  // All values alike: the mean explains everything there is.
  const r2 = spread === 0 ? (squares === 0 ? 1 : 0) : 1 - squares / spread;
  return { r2, rmse: Math.sqrt(squares / rows), mae: distances / rows };
}
