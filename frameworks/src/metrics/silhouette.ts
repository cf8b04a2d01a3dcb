/**
 * Mean silhouette (Rousseeuw 1987): how much nearer points are to their own cluster than to the next one, from -1 to 1.
 * A point that is alone in its cluster counts 0. Every pair of points is compared: give a sample of large data.
 * @param values [rows, width]
 * @returns undefined when there are fewer than two clusters.
 */
export function silhouette(values: ArrayLike<number>, width: number, labels: Int32Array): number | undefined {
  const rows = labels.length;
  const clusters = labels.reduce((most, label) => Math.max(most, label + 1), 0);
  const sizes = new Int32Array(clusters);
  for (const label of labels) sizes[label] = (sizes[label] as number) + 1;
  if (sizes.filter((size) => size > 0).length < 2) return undefined;
  const sums = new Float64Array(rows * clusters);
  const add = (row: number, label: number, distance: number) => {
    sums[row * clusters + label] = (sums[row * clusters + label] as number) + distance;
  };
  for (let row = 0; row < rows; row++) {
    for (let other = 0; other < row; other++) {
      let square = 0;
      for (let column = 0; column < width; column++) {
        const difference = (values[row * width + column] as number) - (values[other * width + column] as number);
        square += difference * difference;
      }
      const distance = Math.sqrt(square);
      add(row, labels[other] as number, distance);
      add(other, labels[row] as number, distance);
    }
  }
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const own = labels[row] as number;
    const mates = (sizes[own] as number) - 1;
    if (mates === 0) continue;
    const within = (sums[row * clusters + own] as number) / mates;
    let next = Number.POSITIVE_INFINITY;
    for (let cluster = 0; cluster < clusters; cluster++) {
      const size = sizes[cluster] as number;
      if (cluster !== own && size > 0) next = Math.min(next, (sums[row * clusters + cluster] as number) / size);
    }
    const larger = Math.max(within, next);
    if (larger > 0) total += (next - within) / larger;
  }
  return total / rows;
}
