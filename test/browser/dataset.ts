/** A table that is easy to learn and made on the spot: two measures and a colour decide whether a kettle boils. */
export function kettles(rows: number): string {
  let state = 7;
  const random = () => {
    // Park and Miller's generator: the same table in every run.
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const lines = ["watts,minutes,colour,boils"];
  for (let row = 0; row < rows; row += 1) {
    const watts = Math.round(500 + random() * 2_500);
    const minutes = Number((random() * 10).toFixed(2));
    const colour = ["black", "orange", "white"][Math.floor(random() * 3)];
    lines.push(`${watts},${minutes},${colour},${watts * minutes > 8_000 ? "yes" : "no"}`);
  }
  return `${lines.join("\n")}\n`;
}
