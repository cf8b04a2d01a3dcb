import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile, rename, rm, stat } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { cleanCell } from "../csv/cell.ts";
import { openCsv } from "../csv/rows.ts";
import { csvLine } from "../csv/write.ts";
import { listNames, problem } from "../errors.ts";
import type { InferReply, Request } from "../process/protocol.ts";
import { guardModel } from "./guard.ts";
import { openPredictor } from "./predictor.ts";
import { createScore } from "./score.ts";

const CHUNK_ROWS = 4_096;

/** Runs in the child: checks the model, predicts row by row in chunks, writes the CSV. */
export async function runInfer(request: Extract<Request, { command: "infer" }>): Promise<InferReply> {
  const { modelPath, inputPath, outPath, task, maxModelBytes } = request;
  const model = await readModel(modelPath, maxModelBytes);
  guardModel(model);
  const { columns, target } = task;
  if (columns === undefined) {
    throw problem(
      "TASK_UNSUPPORTED",
      `A model of ${task.kind} takes no table.`,
      "Give it the input that its manifest names.",
    );
  }
  const predictor = await openPredictor(model, task, columns);
  const { header, rows } = await openCsv(inputPath);
  const wanted = columns.map(({ name }) => header.names.indexOf(name));
  const absent = columns.filter((_, index) => wanted[index] === -1).map(({ name }) => name);
  if (absent.length > 0) {
    throw problem(
      "DATA_COLUMN_MISSING",
      `The data lacks the columns ${listNames(absent)}; it has ${listNames(header.names)}.`,
      "Give the columns that the model was trained on, by the same names.",
    );
  }
  const targetIndex = target === undefined ? -1 : header.names.indexOf(target);
  const score = targetIndex === -1 ? undefined : createScore(task, header.decimalComma);

  const partial = `${outPath}.partial`;
  const out = createWriteStream(partial, { flush: true });
  const written = finished(out);
  // Awaited at the end; a full disk shows earlier, and must not count as unhandled until then.
  written.catch(() => undefined);
  let count = 0;
  try {
    const write = async (lines: string) => {
      if (!out.write(lines)) await Promise.race([once(out, "drain"), written]);
    };
    await write(csvLine(["prediction", ...(task.classes ?? []).map((label) => `probability:${label}`)]));
    let chunk: string[][] = [];
    const flush = async () => {
      if (chunk.length === 0) return;
      const cells = wanted.map((index) => chunk.map((row) => cleanCell(row[index] ?? "")));
      const predictions = await predictor.predict(cells, header.decimalComma);
      score?.add(
        chunk.map((row) => cleanCell(row[targetIndex] ?? "")),
        predictions,
      );
      const classes = task.classes?.length ?? 0;
      await write(
        predictions.labels
          .map((label, row) => {
            const scores = predictions.probabilities?.subarray(row * classes, (row + 1) * classes) ?? [];
            return csvLine([String(label), ...Array.from(scores, (value) => value.toPrecision(6))]);
          })
          .join(""),
      );
      count += chunk.length;
      chunk = [];
    };
    for await (const row of rows) {
      chunk.push(row);
      if (chunk.length === CHUNK_ROWS) await flush();
    }
    await flush();
    out.end();
    await written;
    if (count === 0)
      throw problem("DATA_NO_ROWS", `The file ${inputPath} has a header and no rows.`, "Give a file with rows.");
    await rename(partial, outPath);
  } catch (error) {
    out.destroy();
    await rm(partial, { force: true });
    throw error;
  }
  const metrics = score?.metrics();
  return metrics === undefined ? { rows: count } : { rows: count, metrics };
}

async function readModel(path: string, limit: number): Promise<Uint8Array> {
  let size: number;
  try {
    size = (await stat(path)).size;
  } catch (cause) {
    throw problem(
      "MODEL_NOT_FOUND",
      `The model ${path} cannot be opened.`,
      "Check the path and its permissions.",
      cause,
    );
  }
  if (size > limit) {
    throw problem(
      "MODEL_TOO_LARGE",
      `The model has ${size} bytes; the limit is ${limit}.`,
      "Use a smaller model or raise the limit.",
    );
  }
  return readFile(path);
}
