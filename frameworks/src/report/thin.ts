/** As many points as a report may hold in one curve or cloud. */
const MAX_POINTS = 1_000;

/** At most `limit` of the points, evenly spaced, the first and the last among them. */
export function thin<T>(points: readonly T[], limit = MAX_POINTS): T[] {
  if (points.length <= limit) return [...points];
  const stride = (points.length - 1) / (limit - 1);
  return Array.from({ length: limit }, (_, index) => points[Math.round(index * stride)] as T);
}
