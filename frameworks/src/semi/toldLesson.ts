import type { FeatureMatrix } from "../tables/featureMatrix.ts";
import { certainties } from "./certainty.ts";
import type { Lesson } from "./lesson.ts";
import type { Told } from "./told.ts";

/**
 * Rows without a label as they are told so far, without weight where that is not sure enough.
 * @param positions of the rows in the matrix, in the order in which they are told
 * @param options.targets makes targets [rows, classes] of what is told of some rows
 */
export function toldLesson(
  matrix: Pick<FeatureMatrix, "read">,
  positions: Int32Array,
  told: Told,
  { threshold, targets }: { threshold: number; targets: (probabilities: Float64Array) => Float32Array },
): Lesson {
  return {
    rows: positions.length,
    async read(places) {
      const probabilities = told.read(places);
      return {
        features: await matrix.read(places.map((place) => positions[place] as number)),
        targets: targets(probabilities),
        weights: Float32Array.from(certainties(probabilities, told.classes), (sure) => (sure >= threshold ? 1 : 0)),
      };
    },
  };
}
