import { silhouette } from "../metrics/silhouette.ts";
import { createRandom } from "../random.ts";
import { assign } from "./assign.ts";
import { kMeans } from "./kMeans.ts";
import { countDistinct, type PointSet, pointsInMemory, samplePoints } from "./pointSet.ts";
import { takePoints } from "./points.ts";
import { sampleRows } from "./sampleRows.ts";

const MOST = 10;
/** The choice is made on a sample; the clusters are then found in all rows. */
const CLUSTERING_ROWS = 2_000;
const SILHOUETTE_ROWS = 1_000;
const RESTARTS = 3;
const ITERATIONS = 100;

/** What was tried: the silhouette and the inertia by the number of clusters, from 2 on. */
export interface Choice {
  readonly clusters: number;
  readonly silhouettes: readonly number[];
  readonly inertias: readonly number[];
}

/** The number of clusters from 2 to 10 with the best silhouette, the smaller of equals. */
export async function chooseClusters(
  points: PointSet,
  seed: number,
  onTry: (clusters: number) => void,
): Promise<Choice> {
  const taken = await samplePoints(points, createRandom(seed, 13), CLUSTERING_ROWS);
  const sample = pointsInMemory(taken);
  const judged = takePoints(taken, sampleRows(taken.rows, SILHOUETTE_ROWS, createRandom(seed, 14)));
  const most = Math.max(2, Math.min(MOST, (await countDistinct(sample, MOST + 1)) - 1));
  const silhouettes: number[] = [];
  const inertias: number[] = [];
  for (let clusters = 2; clusters <= most; clusters++) {
    onTry(clusters);
    const random = createRandom(seed, 100 + clusters);
    const { centres, inertia } = await kMeans(sample, { clusters, restarts: RESTARTS, iterations: ITERATIONS, random });
    const { labels } = await assign(pointsInMemory(judged), centres);
    silhouettes.push(silhouette(judged.values, judged.width, labels) ?? 0);
    inertias.push(inertia);
  }
  const clusters = 2 + silhouettes.indexOf(Math.max(...silhouettes));
  return { clusters, silhouettes, inertias };
}
