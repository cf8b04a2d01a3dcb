/** A number with four significant digits; the very large and the very small with a power of ten, so that none is long. */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-6)) return value.toExponential(3).replace("e+", "e");
  return new Intl.NumberFormat("en", { maximumSignificantDigits: 4 }).format(value);
}
