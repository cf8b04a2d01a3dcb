import type { TaskInfo } from "@blacktail/sdk";
import { cleanCell, parseFinite } from "../csv/cell.ts";
import { type CsvOptions, openCsv } from "../csv/rows.ts";
import { MAX_STREAMED_BYTES } from "../csv/source.ts";
import { listNames, problem } from "../errors.ts";
import { Tensor } from "../runner/onnxruntime.ts";
import type { Batch, ModelInput } from "./input.ts";
import { inputName } from "./signature.ts";

const CHUNK_ROWS = 4_096;

type Column = NonNullable<TaskInfo["columns"]>[number];

/**
 * Reads CSV files: one tensor [N, 1] per column, float32 with NaN for gaps, or string. Other columns of the file are ignored.
 * @param mode whether the files have one. Default: they do, unless the columns were named by their places.
 */
export function columnsInput(
  columns: readonly Column[],
  target: string | undefined,
  mode?: CsvOptions["header"],
): ModelInput {
  return {
    names: columns.map(({ name }) => inputName(name)),
    async open(path) {
      // Columns that were named by their place come from a file without a header, and the next may be one as well.
      const byPlace = columns.every(({ name }) => /^column \d+$/.test(name));
      const { header, rows, close } = await openCsv(path, {
        header: mode ?? (byPlace ? "auto" : "yes"),
        maxBytes: MAX_STREAMED_BYTES,
      });
      const { decimalComma } = header;
      const places = columns.map(({ name }) => header.names.indexOf(name));
      const absent = columns.filter((_, index) => places[index] === -1).map(({ name }) => name);
      if (absent.length > 0) {
        await close();
        throw problem(
          "DATA_COLUMN_MISSING",
          `The data lacks the columns ${listNames(absent)}; it has ${listNames(header.names)}.`,
          "Give the columns that the model was trained on, by the same names.",
        );
      }
      const targetPlace = target === undefined ? -1 : header.names.indexOf(target);
      const toBatch = (chunk: readonly (readonly string[])[]): Batch => {
        const cells = (place: number) => chunk.map((row) => cleanCell(row[place] ?? ""));
        const feeds = columns.map((column, index) => {
          return [inputName(column.name), toTensor(column, cells(places[index] ?? -1), decimalComma)];
        });
        const truths = targetPlace === -1 ? {} : { truths: cells(targetPlace) };
        return { rows: chunk.length, feeds: Object.fromEntries(feeds), ...truths };
      };
      const batches = async function* () {
        let chunk: string[][] = [];
        for await (const row of rows) {
          chunk.push(row);
          if (chunk.length < CHUNK_ROWS) continue;
          yield toBatch(chunk);
          chunk = [];
        }
        if (chunk.length > 0) yield toBatch(chunk);
      };
      return { batches: batches(), decimalComma };
    },
  };
}

function toTensor({ type }: Column, cells: readonly string[], decimalComma: boolean): Tensor {
  if (type !== "number") return new Tensor("string", [...cells], [cells.length, 1]);
  const numbers = Float32Array.from(cells, (cell) => parseFinite(cell, decimalComma));
  return new Tensor("float32", numbers, [cells.length, 1]);
}
