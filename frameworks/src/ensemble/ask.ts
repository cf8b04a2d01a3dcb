import type { TaskInfo } from "@blacktail/sdk";
import { parseNumber } from "../csv/cell.ts";
import { problem } from "../errors.ts";
import { columnsInput } from "../inference/columnsInput.ts";
import type { Batch } from "../inference/input.ts";
import { type Model, openModel } from "../inference/model.ts";
import { inputName, LABEL_OUTPUT, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import { labelNumbers } from "../tables/testRows.ts";
import type { JointTask } from "./agree.ts";
import type { Parent } from "./parents.ts";

/** What parents say of the rows of a file. */
export interface Answers {
  /** By parent: probabilities [rows, classes] in the joint task's order, or values [rows]. */
  readonly answers: readonly Float32Array[];
  /** Class numbers, -1 for an unknown class; or quantities. Rows without a target are left out. */
  readonly truths: Float64Array;
  /** Rows of the file without a target. */
  readonly dropped: number;
}

/**
 * Asks each parent about each row of a CSV file whose target is known.
 * @throws BlacktailError TARGET_UNKNOWN, DATA_…, MODEL_…
 */
export async function askParents(parents: readonly Parent[], joint: JointTask, path: string): Promise<Answers> {
  const members = await openMembers(parents, joint);
  const answers: Float32Array[][] = parents.map(() => []);
  const truths: number[] = [];
  let dropped = 0;
  for await (const { feeds, rows, values, without } of labelledRows(joint, path)) {
    dropped += without;
    truths.push(...values);
    for (const [index, member] of members.entries()) answers[index]?.push(await member(feeds, rows));
  }
  return { answers: answers.map(joinParts), truths: Float64Array.from(truths), dropped };
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
    classes === undefined ? (text: string) => parseNumber(text, decimalComma) : labelNumbers(classes, decimalComma);
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

function joinParts(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  return joined;
}
