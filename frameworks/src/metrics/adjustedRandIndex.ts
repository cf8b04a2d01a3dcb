/**
 * How far two divisions of the same rows agree, whatever their groups are called: 1 is the same division, 0 what chance would give
 * (Hubert and Arabie, "Comparing partitions", 1985).
 */
export function adjustedRandIndex<A, B>(left: ArrayLike<A>, right: ArrayLike<B>): number {
  const rows = left.length;
  const leftCodes = encode(left);
  const rightCodes = encode(right);
  const cells = new Map<number, number>();
  const leftCounts = new Map<number, number>();
  const rightCounts = new Map<number, number>();
  const count = (counts: Map<number, number>, key: number) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (let row = 0; row < rows; row++) {
    const a = leftCodes[row] ?? 0;
    const b = rightCodes[row] ?? 0;
    count(cells, a * rows + b);
    count(leftCounts, a);
    count(rightCounts, b);
  }
  const together = pairs(cells);
  const leftPairs = pairs(leftCounts);
  const rightPairs = pairs(rightCounts);
  const all = (rows * (rows - 1)) / 2;
  const expected = all === 0 ? 0 : (leftPairs * rightPairs) / all;
  const most = (leftPairs + rightPairs) / 2;
  // Both divisions are a single group, or all groups are single rows: they are the same.
  return most === expected ? 1 : (together - expected) / (most - expected);
}

function encode<T>(values: ArrayLike<T>): Int32Array {
  const codes = new Map<T, number>();
  return Int32Array.from({ length: values.length }, (_, row) => {
    const value = values[row] as T;
    const known = codes.get(value);
    if (known !== undefined) return known;
    codes.set(value, codes.size);
    return codes.size - 1;
  });
}

/** Pairs of rows within one group. */
function pairs(counts: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const count of counts.values()) sum += (count * (count - 1)) / 2;
  return sum;
}
