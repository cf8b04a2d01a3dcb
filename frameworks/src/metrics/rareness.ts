/** Whether each value is another than the most frequent one (the first of these where several are): what counts as an anomaly. */
export function rareness<T>(values: readonly T[]): boolean[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let usual = values[0];
  for (const [value, count] of counts) if (count > (counts.get(usual as T) ?? 0)) usual = value;
  return values.map((value) => value !== usual);
}
