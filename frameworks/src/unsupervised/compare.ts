import { adjustedRandIndex } from "../metrics/adjustedRandIndex.ts";
import { silhouette } from "../metrics/silhouette.ts";
import { createRandom } from "../random.ts";
import { takePoints } from "./points.ts";
import { sampleRows } from "./sampleRows.ts";
import type { Space } from "./space.ts";

/** Every pair of rows is compared, so that a sample must do. */
const SILHOUETTE_ROWS = 1_000;

/**
 * Measures of a division: `silhouette` (of a sample where there are many rows), and `ari` where a target column says how the rows
 * should be divided.
 * @param labels the cluster of each of the space's measured rows.
 */
export function compareClusters(space: Space, labels: Int32Array, seed: number): Record<string, number> {
  const { points, measured } = space;
  const sample = sampleRows(measured.length, SILHOUETTE_ROWS, createRandom(seed, 12));
  const rows = takePoints(
    points,
    sample.map((index) => measured[index] as number),
  );
  const width = silhouette(
    rows.values,
    rows.width,
    sample.map((index) => labels[index] as number),
  );
  const ari = compareWithTruths(space, labels);
  return { ...(width === undefined ? {} : { silhouette: width }), ...(ari === undefined ? {} : { ari }) };
}

function compareWithTruths({ truths, measured }: Space, labels: Int32Array): number | undefined {
  if (truths === undefined) return undefined;
  const known = Array.from(measured.keys()).filter((index) => (truths[measured[index] as number] ?? "") !== "");
  if (known.length === 0) return undefined;
  return adjustedRandIndex(
    known.map((index) => truths[measured[index] as number]),
    known.map((index) => labels[index]),
  );
}
