import type { TrainingReport } from "@blacktail/sdk";
import { inputName } from "../inference/signature.ts";
import { permutationImportance } from "../report/permutationImportance.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import { thinRows } from "../tables/thinRows.ts";
import type { JointTask } from "./agree.ts";
import { labelledRows, openMembers } from "./ask.ts";
import { mainMetric } from "./measure.ts";
import type { Parent } from "./parents.ts";

/** Rows whose columns are shuffled to see what matters. */
const MOST_ROWS = 500;

/**
 * What each raw column is worth to parents that vote; see `permutationImportance`.
 * @param options.measured positions in the file, in rising order, counting only rows with a target
 * @param options.combine makes one answer of those of all parents, in their order
 */
export async function votingImportance({
  parents,
  joint,
  path,
  measured,
  combine,
  seed,
}: {
  parents: readonly Parent[];
  joint: JointTask;
  path: string;
  measured: Int32Array;
  combine: (answers: readonly Float32Array[]) => Float64Array;
  seed: number;
}): Promise<TrainingReport["importance"]> {
  const { columns, classes } = joint;
  const { cells, truths } = await readCells(joint, path, new Set(thinRows(measured, MOST_ROWS)));
  const members = await openMembers(parents, joint);
  const width = columns.length;
  return permutationImportance({
    // Texts cannot be shuffled as features; each cell stands for the row that it comes from.
    features: Float32Array.from({ length: truths.length * width }, (_, index) => Math.floor(index / width)),
    width,
    columns: columns.map(({ name }, index) => ({ name, features: [index] })),
    models: parents.length,
    metric: classes === undefined ? "r2" : "accuracy",
    seed,
    async measure(sources) {
      const rows = Array.from({ length: sources.length / width }, (_, row) => row);
      const feeds = Object.fromEntries(
        columns.map(({ name, type }, column) => {
          const values = rows.map((row) => cells[column]?.[sources[row * width + column] ?? 0] ?? "");
          const data = type === "number" ? Float32Array.from(values, Number) : values.map(String);
          return [inputName(name), new Tensor(type === "number" ? "float32" : "string", data, [rows.length, 1])];
        }),
      );
      const answers: Float32Array[] = [];
      for (const member of members) answers.push(await member(feeds, rows));
      return mainMetric(combine(answers), { classes, values: truths.slice(0, rows.length) });
    },
  });
}

/** Cells of some rows by column, numbers with NaN for gaps, and the rows' truths. */
async function readCells(joint: JointTask, path: string, wanted: ReadonlySet<number>) {
  const cells: (string | number)[][] = joint.columns.map(() => []);
  const truths: number[] = [];
  let position = 0;
  for await (const { feeds, rows, values } of labelledRows(joint, path)) {
    for (const [index, row] of rows.entries()) {
      if (!wanted.has(position++)) continue;
      truths.push(values[index] ?? 0);
      joint.columns.forEach(({ name }, column) => {
        cells[column]?.push(feeds[inputName(name)]?.data[row] as string | number);
      });
    }
  }
  return { cells, truths };
}
