import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { csvLine } from "../csv/write.ts";
import { problem } from "../errors.ts";
import type { InferReply, Request } from "../process/protocol.ts";
import { guardModel } from "./guard.ts";
import { inputOf } from "./input.ts";
import { openModel } from "./model.ts";
import { outputOf } from "./output.ts";
import { readModel } from "./readModel.ts";

/** Runs in the child: checks the model, predicts the rows in chunks, writes the CSV. */
export async function runInfer(request: Extract<Request, { command: "infer" }>): Promise<InferReply> {
  const { modelPath, inputPath, outPath, task, maxModelBytes } = request;
  const bytes = await readModel(modelPath, maxModelBytes);
  guardModel(bytes);
  const input = inputOf(task);
  const output = outputOf(task);
  const model = await openModel(bytes, { inputs: input.names, outputs: output.names });
  const { batches, decimalComma } = await input.open(inputPath);
  const score = output.score?.(decimalComma);
  let count = 0;
  const lines = async function* () {
    yield csvLine(output.header);
    for await (const { rows, feeds, truths } of batches) {
      const results = await model.run(feeds);
      const cells = output.cells(results, rows);
      if (truths !== undefined) score?.add(truths, results);
      count += rows;
      yield cells.map(csvLine).join("");
    }
    if (count > 0) return;
    throw problem("DATA_NO_ROWS", `The file ${inputPath} has a header and no rows.`, "Give a file with rows.");
  };
  await writeLines(outPath, lines());
  const metrics = score?.metrics();
  return metrics === undefined ? { rows: count } : { rows: count, metrics };
}

/** Writes a file piece by piece; it is there whole or not at all. */
async function writeLines(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const partial = `${path}.partial`;
  const out = createWriteStream(partial, { flush: true });
  const written = finished(out);
  // Awaited at the end; a full disk shows earlier, and must not count as unhandled until then.
  written.catch(() => undefined);
  try {
    for await (const piece of pieces) if (!out.write(piece)) await Promise.race([once(out, "drain"), written]);
    out.end();
    await written;
    await rename(partial, path);
  } catch (error) {
    out.destroy();
    await rm(partial, { force: true });
    throw error;
  }
}
