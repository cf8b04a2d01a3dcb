import type { TaskInfo } from "@blacktail/sdk";
import { parseFinite } from "../csv/cell.ts";
import { problem } from "../errors.ts";
import { columnsInput } from "../inference/columnsInput.ts";
import type { Batch } from "../inference/input.ts";
import { type Model, openModel } from "../inference/model.ts";
import { inputName, LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import { labelNumbers } from "../tables/testRows.ts";
import type { JointTask } from "./agree.ts";
import type { Parent } from "./parents.ts";

/** What is to be predicted of a file's rows. */
export interface FileTruths {
  /** Class numbers, -1 for an unknown class; or quantities. Rows without a target are left out. */
  readonly values: Float64Array;
  /** Rows of the file without a target. */
  readonly dropped: number;
}

/**
 * Reads what is to be predicted of each row of a CSV file whose target is known.
 * @throws BlacktailError TARGET_UNKNOWN, DATA_…
 */
export async function readTruths(joint: JointTask, path: string): Promise<FileTruths> {
  const parts: Float64Array[] = [];
  let [rows, dropped] = [0, 0];
  for await (const part of labelledRows(joint, path)) {
    dropped += part.without;
    rows += part.values.length;
    parts.push(Float64Array.from(part.values));
  }
  const values = new Float64Array(rows);
  let start = 0;
  for (const part of parts) {
    values.set(part, start);
    start += part.length;
  }
  return { values, dropped };
}

/** What parents say of some rows of a file. */
interface Answers {
  /** By parent: probabilities [rows, classes] in the joint task's order, or values [rows]. */
  readonly answers: readonly Float32Array[];
  /** Truths of these rows, as `readTruths` has them. */
  readonly values: Float64Array;
}

/**
 * Asks each parent about some rows of a CSV file, part by part.
 * @param positions of the rows, in rising order, counting only rows with a target; by default all
 * @throws BlacktailError TARGET_UNKNOWN, DATA_…, MODEL_…
 */
export async function* askParents(
  parents: readonly Parent[],
  joint: JointTask,
  path: string,
  positions?: Int32Array,
): AsyncGenerator<Answers> {
  const members = await openMembers(parents, joint);
  let [position, next] = [0, 0];
  for await (const { feeds, rows, values } of labelledRows(joint, path)) {
    const wanted: number[] = [];
    for (let index = 0; index < rows.length; index++, position++) {
      if (positions !== undefined && positions[next] !== position) continue;
      wanted.push(index);
      next++;
    }
    if (wanted.length === 0) continue;
    const own = wanted.map((index) => rows[index] ?? 0);
    const answers: Float32Array[] = [];
    for (const member of members) answers.push(await member(feeds, own));
    yield { answers, values: Float64Array.from(wanted, (index) => values[index] ?? 0) };
  }
}

/** Some rows of a file: tensors of all of them, the numbers of those with a target, and their truths. */
interface LabelledRows {
  readonly feeds: Batch["feeds"];
  readonly rows: readonly number[];
  /** By entry of `rows`. */
  readonly values: readonly number[];
  /** Rows without a target. */
  readonly without: number;
}

/** Reads a CSV file part by part. @throws BlacktailError TARGET_UNKNOWN, DATA_… */
export async function* labelledRows(joint: JointTask, path: string): AsyncGenerator<LabelledRows> {
  const { task, classes, columns } = joint;
  const { batches, decimalComma } = await columnsInput(columns, task.target).open(path);
  const read =
    classes === undefined ? (text: string) => parseFinite(text, decimalComma) : labelNumbers(classes, decimalComma);
  for await (const batch of batches) {
    if (batch.truths === undefined) {
      throw problem(
        "TARGET_UNKNOWN",
        `There is no column "${task.target}" in the data to measure the models by.`,
        "Give data with the column that the models predict.",
      );
    }
    const values = batch.truths.map((text) => (text === "" ? Number.NaN : read(text)));
    const rows = values.flatMap((value, row) => (Number.isNaN(value) ? [] : [row]));
    const known = rows.map((row) => values[row] ?? 0);
    yield { feeds: batch.feeds, rows, values: known, without: batch.rows - rows.length };
  }
}

/** Where each class of the joint task is among a parent's own; 0 for a quantity. */
export function classPlaces(task: TaskInfo, classes: readonly string[] | undefined): number[] {
  return classes === undefined ? [0] : classes.map((label) => task.classes?.indexOf(label) ?? 0);
}

/** What a parent says of some rows of the feeds, which may hold columns that it does not take. */
type Member = (feeds: Parameters<Model["run"]>[0], rows: readonly number[]) => Promise<Float32Array>;

export const openMembers = (parents: readonly Parent[], { classes }: JointTask): Promise<Member[]> =>
  Promise.all(parents.map((parent) => openMember(parent, classes)));

async function openMember({ bytes, task }: Parent, classes: readonly string[] | undefined): Promise<Member> {
  const inputs = (task.columns ?? []).map(({ name }) => inputName(name));
  const output = classes === undefined ? LABEL_OUTPUT : PROBABILITIES_OUTPUT;
  const model = await openModel(bytes, { inputs, outputs: [output] });
  const places = classPlaces(task, classes);
  return async (feeds, rows) => {
    const own = Object.fromEntries(Object.entries(feeds).filter(([name]) => inputs.includes(name)));
    const data = (await model.run(own))[output]?.data as Float32Array;
    const result = new Float32Array(rows.length * places.length);
    rows.forEach((row, index) => {
      places.forEach((place, label) => {
        result[index * places.length + label] = data[row * places.length + place] ?? 0;
      });
    });
    return result;
  };
}
