/** Mean and deviation of what has been seen so far, column by column (Welford 1962; groups joined as Chan et al. 1979). */
export class Moments {
  readonly width: number;
  count = 0;
  readonly mean: Float64Array;
  /** Sums of squared differences from the mean. */
  readonly squares: Float64Array;

  constructor(width: number) {
    this.width = width;
    this.mean = new Float64Array(width);
    this.squares = new Float64Array(width);
  }

  /** Takes rows [rows, width] in. */
  add(values: ArrayLike<number>): void {
    for (let start = 0; start < values.length; start += this.width) {
      this.count++;
      for (let column = 0; column < this.width; column++) {
        const value = values[start + column] as number;
        const before = value - (this.mean[column] as number);
        const mean = (this.mean[column] as number) + before / this.count;
        this.mean[column] = mean;
        this.squares[column] = (this.squares[column] as number) + before * (value - mean);
      }
    }
  }

  /** Standard deviation of a column; 1 where it has not varied. */
  deviation(column: number): number {
    const value = Math.sqrt((this.squares[column] ?? 0) / Math.max(1, this.count));
    return value > 0 ? value : 1;
  }
}
