import { type DataFormat, FORMAT_BYTES, formatOf } from "@blacktail/sdk";
import { type CsvInspection, inspectCsv } from "../csv/inspectCsv.ts";
import { FileProblem } from "../files/FileProblem.ts";
import { decodeText, readChosen } from "../files/readChosen.ts";
import { type Staged, stage } from "../files/stagedFiles.ts";
import { type IdxInfo, readIdx } from "./idx.ts";
import { type TextStats, textStats } from "./textStats.ts";

export type TableFile = { format: "csv"; file: Staged; inspection: CsvInspection };
export type TextFile = { format: "text"; file: Staged; stats: TextStats };
export type IdxFile = { format: "idx"; file: Staged; info: IdxInfo };
type ModelFile = { format: "onnx"; file: Staged };
export type ModuleFile = { format: "module"; file: Staged };

/** A file that was dropped to train with: kept for the flow that uploads it, and what was found in it. */
export type DataFile = TableFile | TextFile | IdxFile | ModelFile | ModuleFile;

/** What a file of each format is called. */
export const FORMAT_WORDS: Record<DataFormat, string> = {
  csv: "a table (CSV)",
  text: "a text (UTF-8)",
  idx: "images (IDX)",
  onnx: "a model (.onnx)",
  module: "a module (.ts or .js)",
};

/**
 * Reads a file, tells its format by its name and content, and looks at what it holds.
 * @throws Error that names what is wrong with it.
 */
export async function readData(file: File): Promise<DataFile> {
  const bytes = await readChosen(file, { smaller: "Give a part of it." });
  const format = formatOf(file.name, bytes.subarray(0, FORMAT_BYTES));
  const staged = () => stage(file.name, bytes);
  if (format === "idx") return { format, info: await readIdx(file.name, bytes), file: staged() };
  if (format === "onnx") return { format, file: staged() };
  const text = decodeText(file.name, bytes, "Save it in UTF-8.");
  if (text.includes("\0")) {
    throw new FileProblem(
      `“${file.name}” is not text.`,
      "Choose a CSV, a text, IDX images, a .onnx model or a module.",
    );
  }
  if (format === "csv") return { format, inspection: inspectCsv(text), file: staged() };
  if (format === "text") return { format, stats: textStats(text), file: staged() };
  return { format, file: staged() };
}
