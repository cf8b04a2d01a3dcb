import type { FeatureMatrix } from "../tables/featureMatrix.ts";

/** Some rows to learn from: what each should be told as, and how much it counts. */
export interface LessonRows {
  /** float32 [rows, width] */
  readonly features: Float32Array;
  /** float32 [rows, classes], each row with sum 1. */
  readonly targets: Float32Array;
  /** float32 [rows] */
  readonly weights: Float32Array;
}

/** Rows to learn from, made when a step wants them, so that no more of them are in memory. */
export interface Lesson {
  readonly rows: number;
  /** Rows by their places in the lesson, in the order given; the same place gives the same row. */
  read(places: Int32Array): LessonRows | Promise<LessonRows>;
}

/**
 * Rows whose class is known.
 * @param positions of the rows in the matrix
 * @param labels of each of them
 */
export function labelledLesson(
  matrix: Pick<FeatureMatrix, "read">,
  positions: Int32Array,
  labels: Int32Array,
  classes: number,
): Lesson {
  return {
    rows: positions.length,
    async read(places) {
      const targets = new Float32Array(places.length * classes);
      places.forEach((place, index) => {
        targets[index * classes + (labels[place] as number)] = 1;
      });
      return {
        features: await matrix.read(places.map((place) => positions[place] as number)),
        targets,
        weights: new Float32Array(places.length).fill(1),
      };
    },
  };
}

/** The rows of a lesson, so many times over. */
export function repeatLesson({ rows, read }: Lesson, times: number): Lesson {
  return { rows: rows * times, read: (places) => read(places.map((place) => place % rows)) };
}

/** One lesson after the other. */
export function joinLessons(first: Lesson, second: Lesson): Lesson {
  return {
    rows: first.rows + second.rows,
    async read(places) {
      const early = Int32Array.from(places.keys()).filter((index) => (places[index] as number) < first.rows);
      const late = Int32Array.from(places.keys()).filter((index) => (places[index] as number) >= first.rows);
      const one = await first.read(early.map((index) => places[index] as number));
      const other = await second.read(late.map((index) => (places[index] as number) - first.rows));
      const together = (part: keyof LessonRows) => {
        const joined = new Float32Array(one[part].length + other[part].length);
        const width = joined.length / places.length;
        for (const [from, indices] of [
          [one[part], early],
          [other[part], late],
        ] as const) {
          indices.forEach((to, index) => {
            joined.set(from.subarray(index * width, (index + 1) * width), to * width);
          });
        }
        return joined;
      };
      return { features: together("features"), targets: together("targets"), weights: together("weights") };
    },
  };
}
