import { createRandom } from "../random.ts";
import { fitMixture } from "./fitMixture.ts";
import { type Covariance, freeParameters } from "./mixture.ts";
import { countDistinct, type PointSet, pointsInMemory, samplePoints } from "./pointSet.ts";

const MOST = 10;
/** The choice is made on a sample; the mixture is then fitted to all rows. */
const SAMPLE_ROWS = 2_000;
const ITERATIONS = 60;
/** Numbers of components without a better one, after which more are not tried. */
const PATIENCE = 2;

interface Choice {
  readonly components: number;
  readonly covariance: Covariance;
  /** BIC by the number of components, from the first that was tried on. */
  readonly tried: readonly {
    readonly covariance: Covariance;
    readonly first: number;
    readonly bics: readonly number[];
  }[];
}

/** The number of components from 2 to 10, and the kind of covariance, with the lowest BIC. */
export async function chooseMixture(
  points: PointSet,
  {
    components,
    covariance,
    floor,
    seed,
  }: { components?: number | undefined; covariance: Covariance | "auto"; floor: Float64Array; seed: number },
  onTry: (components: number) => void,
): Promise<Choice> {
  if (components !== undefined && covariance !== "auto") return { components, covariance, tried: [] };
  const sample = pointsInMemory(await samplePoints(points, createRandom(seed, 13), SAMPLE_ROWS));
  const first = components ?? 2;
  const last = components ?? Math.max(2, Math.min(MOST, await countDistinct(sample, MOST)));
  // More free numbers than rows cannot win, and take longest.
  const affordable = freeParameters(first, sample.width, "full") <= sample.rows;
  const both: readonly Covariance[] = affordable ? ["full", "diagonal"] : ["diagonal"];
  const kinds = covariance === "auto" ? both : [covariance];
  let best = { components: first, covariance: kinds[0] ?? "diagonal", bic: Number.POSITIVE_INFINITY };
  const tried: Choice["tried"][number][] = [];
  for (const kind of kinds) {
    const bics: number[] = [];
    for (let count = first; count <= last; count++) {
      onTry(count);
      const random = createRandom(seed, 200 + count);
      const options = { components: count, covariance: kind, floor, restarts: 1, iterations: ITERATIONS, random };
      const { bic } = await fitMixture(sample, options);
      bics.push(bic);
      if (bic < best.bic) best = { components: count, covariance: kind, bic };
      if (bics.length - 1 - bics.indexOf(Math.min(...bics)) >= PATIENCE) break;
    }
    tried.push({ covariance: kind, first, bics });
  }
  return { components: best.components, covariance: best.covariance, tried };
}
