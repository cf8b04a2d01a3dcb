import { createRandom, type Random } from "../random.ts";
import type { Lesson, LessonRows } from "./lesson.ts";

/** A number of the standard normal distribution (Box and Muller 1958). */
function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

/** Features with Gaussian noise. */
export function withNoise(features: Float32Array, deviation: number, random: Random): Float32Array {
  return deviation === 0 ? features : features.map((value) => value + deviation * gaussian(random));
}

/** A lesson whose rows have Gaussian noise, which follows from the key and the row's place, so that it needs no room. */
export function noisyLesson({ rows, read }: Lesson, deviation: number, key: number): Lesson {
  return {
    rows,
    async read(places) {
      const lesson = await read(places);
      const features = new Float32Array(lesson.features.length);
      const width = features.length / places.length;
      places.forEach((place, index) => {
        const row = lesson.features.subarray(index * width, (index + 1) * width);
        features.set(withNoise(row, deviation, createRandom(key, place)), index * width);
      });
      return { ...lesson, features };
    },
  };
}

/**
 * Each row mixed with another one, features and targets alike (Zhang et al., arXiv 1710.09412; of unlabelled rows Verma et al.,
 * arXiv 1903.03825). The row itself has the larger part; a pair counts as much as its lesser half.
 */
export function mixedLesson({ rows, read }: Lesson, random: Random): Lesson {
  const others = new Int32Array(rows);
  const shares = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    others[row] = random.below(rows);
    shares[row] = 0.5 + 0.5 * random.uniform();
  }
  return {
    rows,
    async read(places) {
      const own = await read(places);
      const other = await read(places.map((place) => others[place] as number));
      const blend = (part: keyof LessonRows) => {
        const width = own[part].length / places.length;
        return own[part].map((value, index) => {
          const share = shares[places[Math.floor(index / width)] as number] as number;
          return share * value + (1 - share) * (other[part][index] as number);
        });
      };
      return {
        features: blend("features"),
        targets: blend("targets"),
        weights: own.weights.map((weight, index) => Math.min(weight, other.weights[index] as number)),
      };
    },
  };
}
