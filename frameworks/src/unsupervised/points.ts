/** Rows as points of a space, in memory: float32 [rows, width], row by row. */
export interface Points {
  readonly values: Float32Array;
  readonly rows: number;
  readonly width: number;
}

/** Some of the points, in the order of `rows`. */
export function takePoints({ values, width }: Points, rows: ArrayLike<number>): Points {
  const taken = new Float32Array(rows.length * width);
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number;
    taken.set(values.subarray(row * width, (row + 1) * width), index * width);
  }
  return { values: taken, rows: rows.length, width };
}

/** Squared Euclidean distance of a point from a place that begins at `offset`. */
export function squaredDistance(points: Points, row: number, places: ArrayLike<number>, offset: number): number {
  const { values, width } = points;
  const start = row * width;
  let sum = 0;
  for (let column = 0; column < width; column++) {
    const difference = (values[start + column] as number) - (places[offset + column] as number);
    sum += difference * difference;
  }
  return sum;
}
