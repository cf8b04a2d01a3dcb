import type { TrainingReport } from "@blacktail/sdk";
import { thin } from "../report/thin.ts";
import { type Points, takePoints } from "./points.ts";
import { principalComponents, project } from "./principalComponents.ts";

const SHOWN_ROWS = 1_000;

type Scatter = NonNullable<TrainingReport["scatter"]>;

/** Points in their first two principal components, each with the name that `nameOf` gives its row. */
export function componentScatter(points: Points, seed: number, nameOf: (row: number) => string): Scatter {
  const components = principalComponents(points, 2, seed);
  const shown = shownRows(points.rows);
  const places = project(takePoints(points, shown), components);
  return scatterOf(places, components.variances.length, shown, nameOf, "principal component");
}

/** Rows in the first two dimensions of an embedding float [rows, dimensions]. */
export function embeddingScatter(
  embedding: ArrayLike<number>,
  dimensions: number,
  nameOf: (row: number) => string,
): Scatter {
  const shown = shownRows(embedding.length / dimensions);
  const places = shown.flatMap((row) =>
    Array.from({ length: dimensions }, (_, dimension) => embedding[row * dimensions + dimension] as number),
  );
  return scatterOf(places, dimensions, shown, nameOf, "dimension");
}

const shownRows = (rows: number) =>
  thin(
    Array.from({ length: rows }, (_, row) => row),
    SHOWN_ROWS,
  );

function scatterOf(
  places: ArrayLike<number>,
  dimensions: number,
  rows: readonly number[],
  nameOf: (row: number) => string,
  axis: string,
): Scatter {
  const points = rows.map((row, index): [number, number, string] => {
    const second = dimensions > 1 ? (places[index * dimensions + 1] as number) : 0;
    return [places[index * dimensions] as number, second, nameOf(row).slice(0, 256)];
  });
  return { x: `${axis} 1`, y: `${axis} 2`, points };
}

/** A curve of values by 1, 2, 3 … */
export function curveOf(name: string, x: string, values: readonly number[], first = 1) {
  return { name, x, points: thin(values.map((value, index): [number, number] => [index + first, value])) };
}
