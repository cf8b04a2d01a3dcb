/** The shortest decimal that is read back as the same float32 ("0.1", where JavaScript writes 0.10000000149011612). */
export function floatText(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(Number(value.toPrecision(9)));
}
