import { csvLine } from "../csv/write.ts";
import { problem } from "../errors.ts";
import { writeLines } from "../inference/writeLines.ts";
import { readPrompts } from "./readPrompts.ts";
import { openWriter, writeText } from "./writer.ts";

/**
 * Lets a language model write on from each prompt of a file, always with the most probable token, so that every machine that computes
 * alike writes the same. Writes a CSV with the column `prediction`.
 * @returns the number of prompts.
 * @throws BlacktailError DATA_…, MODEL_…
 */
export async function inferTexts(model: Uint8Array, inputPath: string, outPath: string): Promise<number> {
  const writer = await openWriter(model);
  let count = 0;
  const lines = async function* () {
    yield csvLine(["prediction"]);
    for await (const prompt of readPrompts(inputPath)) {
      count++;
      yield csvLine([await writeText(writer, { prompt, maxTokens: writer.context, temperature: 0, seed: 0 })]);
    }
    if (count === 0) throw problem("DATA_NO_ROWS", `The file ${inputPath} has no prompt.`, "Give a prompt per line.");
  };
  try {
    await writeLines(outPath, lines());
  } finally {
    await writer.release();
  }
  return count;
}
