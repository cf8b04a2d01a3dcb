import type { Points } from "../unsupervised/points.ts";

/** The nearest other rows of each row, nearest first: int32 [rows, count], and their squared distances. */
export interface Neighbours {
  readonly count: number;
  readonly rows: Int32Array;
  readonly distances: Float64Array;
}

/** Every pair of rows is compared: rows² × width multiplications. */
export function nearestNeighbours({ values, rows, width }: Points, wanted: number): Neighbours {
  const count = Math.min(wanted, rows - 1);
  const nearest = new Int32Array(rows * count).fill(-1);
  const distances = new Float64Array(rows * count).fill(Number.POSITIVE_INFINITY);
  const offer = (row: number, other: number, distance: number) => {
    const start = row * count;
    let place = start + count - 1;
    if (!(distance < (distances[place] as number))) return;
    for (; place > start && distance < (distances[place - 1] as number); place--) {
      distances[place] = distances[place - 1] as number;
      nearest[place] = nearest[place - 1] as number;
    }
    distances[place] = distance;
    nearest[place] = other;
  };
  for (let row = 0; row < rows && count > 0; row++) {
    const start = row * width;
    for (let other = 0; other < row; other++) {
      const begin = other * width;
      let sum = 0;
      for (let column = 0; column < width; column++) {
        const difference = (values[start + column] as number) - (values[begin + column] as number);
        sum += difference * difference;
      }
      offer(row, other, sum);
      offer(other, row, sum);
    }
  }
  return { count, rows: nearest, distances };
}
