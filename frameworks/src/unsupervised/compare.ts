import { adjustedRandIndex } from "../metrics/adjustedRandIndex.ts";
import { silhouette } from "../metrics/silhouette.ts";
import { createRandom } from "../random.ts";
import { sampleRows } from "./sampleRows.ts";
import type { Space } from "./space.ts";

/** Every pair of rows is compared, so that a sample must do. */
const SILHOUETTE_ROWS = 1_000;

/**
 * Measures of a division: `silhouette` (of a sample where there are many rows), and `ari` where a target column says how the rows
 * should be divided.
 * @param labels the cluster of each of the space's measured rows.
 */
export async function compareClusters(space: Space, labels: Int32Array, seed: number): Promise<Record<string, number>> {
  const sample = sampleRows(labels.length, SILHOUETTE_ROWS, createRandom(seed, 12));
  const rows = await space.measured.take(sample);
  const width = silhouette(
    rows.values,
    rows.width,
    sample.map((index) => labels[index] as number),
  );
  const ari = compareWithTruths(space, labels);
  return { ...(width === undefined ? {} : { silhouette: width }), ...(ari === undefined ? {} : { ari }) };
}

function compareWithTruths({ truths }: Space, labels: Int32Array): number | undefined {
  if (truths === undefined) return undefined;
  const isKnown = (_: number, row: number) => truths.codes[row] !== -1;
  const known = truths.codes.filter(isKnown);
  return known.length === 0 ? undefined : adjustedRandIndex(known, labels.filter(isKnown));
}
