import type { TrainingReport } from "@blacktail/sdk";
import { thin } from "./thin.ts";

/** True against predicted quantities. @param target the column's name. */
export function quantityScatter(
  predictions: ArrayLike<number>,
  values: ArrayLike<number>,
  target: string,
): NonNullable<TrainingReport["scatter"]> {
  const points = Array.from({ length: values.length }, (_, row): [number, number, string] => [
    values[row] ?? 0,
    predictions[row] ?? 0,
    "",
  ]);
  return { x: `true ${target}`.slice(0, 128), y: `predicted ${target}`.slice(0, 128), points: thin(points) };
}
