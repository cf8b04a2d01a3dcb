/** At most so many of the rows, evenly spaced. */
export function thinRows(rows: Int32Array, limit: number): Int32Array {
  const stride = Math.ceil(rows.length / limit);
  return stride <= 1 ? rows : rows.filter((_, index) => index % stride === 0);
}
