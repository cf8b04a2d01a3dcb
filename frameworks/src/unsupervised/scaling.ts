import type { Encoder, NumberEncoder } from "../tables/encoders.ts";

/** Deviations of one unit lie within this factor. */
const ONE_UNIT = 10;

/**
 * What standardised features are multiplied with: nothing, or their deviation, which gives them their unit back (centred).
 * @param scaling "auto" gives the unit back where all columns are numbers of one unit.
 * @returns float32 [width]; undefined where all are 1.
 */
export function scaleOf(
  encoders: readonly Encoder[],
  width: number,
  scaling: "auto" | "standard" | "none",
): Float32Array | undefined {
  if (scaling === "standard") return undefined;
  const numbers = encoders.filter((encoder) => encoder.type === "number");
  if (scaling === "auto" && (numbers.length < encoders.length || !areOfOneUnit(numbers))) return undefined;
  // Numbers come first among the features; what is 0 or 1 stays as it is.
  return Float32Array.from({ length: width }, (_, feature) => numbers[feature]?.deviation ?? 1);
}

/** Whether columns look as if measured in one unit: they vary alike, or all begin at one value, as counts and pixels do. */
function areOfOneUnit(columns: readonly NumberEncoder[]): boolean {
  const deviations = columns.map(({ deviation }) => deviation).sort((a, b) => a - b);
  const [least = 1, most = 1] = [deviations[0], deviations.at(-1)];
  if (most <= ONE_UNIT * least) return true;
  const begin = ({ low, high }: NumberEncoder) => low + (high - low) / 3;
  const [first] = columns;
  const together = columns.every(
    (column) => first !== undefined && Math.abs(begin(column) - begin(first)) < 1e-6 * most,
  );
  return together && most <= ONE_UNIT * (deviations[deviations.length >> 1] ?? 1);
}
