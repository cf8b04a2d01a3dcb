import type { TrainingReport } from "@blacktail/sdk";
import { createRandom } from "../random.ts";
import { thin } from "../report/thin.ts";
import { type PointSet, pointsInMemory, samplePoints } from "./pointSet.ts";
import type { Points } from "./points.ts";
import { principalComponents, project } from "./principalComponents.ts";

const SHOWN_ROWS = 1_000;

type Scatter = NonNullable<TrainingReport["scatter"]>;

/** Points in their first two principal components (of a sample where there are many), each with the name that `nameOf` gives its row. */
export async function componentScatter(
  points: PointSet,
  seed: number,
  nameOf: (row: number) => string,
): Promise<Scatter> {
  const sample = await samplePoints(points, createRandom(seed, 15));
  const components = await principalComponents(pointsInMemory(sample), 2, seed);
  const shown = shownRows(points.rows);
  const places = project(await points.take(shown), components);
  return scatterOf(places, components.variances.length, shown, nameOf, "principal component");
}

/** Points in the first two dimensions of an embedding. @param embed makes it of some of the points: float [rows, dimensions]. */
export async function embeddingScatter(
  points: PointSet,
  dimensions: number,
  { embed, nameOf }: { embed(points: Points): Promise<ArrayLike<number>>; nameOf(row: number): string },
): Promise<Scatter> {
  const shown = shownRows(points.rows);
  return scatterOf(await embed(await points.take(shown)), dimensions, shown, nameOf, "dimension");
}

/** As many rows as a report shows, evenly spaced, the first and the last among them. */
function shownRows(rows: number): Int32Array {
  const count = Math.min(rows, SHOWN_ROWS);
  const stride = rows > count ? (rows - 1) / (count - 1) : 1;
  return Int32Array.from({ length: count }, (_, index) => Math.round(index * stride));
}

function scatterOf(
  places: ArrayLike<number>,
  dimensions: number,
  rows: Int32Array,
  nameOf: (row: number) => string,
  axis: string,
): Scatter {
  const points = Array.from(rows, (row, index): [number, number, string] => {
    const second = dimensions > 1 ? (places[index * dimensions + 1] as number) : 0;
    return [places[index * dimensions] as number, second, nameOf(row).slice(0, 256)];
  });
  return { x: `${axis} 1`, y: `${axis} 2`, points };
}

/** A curve of values by 1, 2, 3 … */
export function curveOf(name: string, x: string, values: readonly number[], first = 1) {
  return { name, x, points: thin(values.map((value, index): [number, number] => [index + first, value])) };
}
