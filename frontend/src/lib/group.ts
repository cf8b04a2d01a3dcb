/** A whole number's digits in groups of three, apart by thin no-break spaces: `26 530`. */
export function group(digits: string | number | bigint): string {
  return String(digits).replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
}
