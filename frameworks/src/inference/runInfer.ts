import { csvLine } from "../csv/write.ts";
import { problem } from "../errors.ts";
import { inferTexts } from "../language/inferTexts.ts";
import type { InferReply, Request } from "../process/protocol.ts";
import { guardModel } from "./guard.ts";
import { inputOf } from "./input.ts";
import { openModel } from "./model.ts";
import { outputOf } from "./output.ts";
import { readModel } from "./readModel.ts";
import { writeLines } from "./writeLines.ts";

/** Runs in the child: checks the model, predicts the rows in chunks, writes the CSV. */
export async function runInfer(request: Extract<Request, { command: "infer" }>): Promise<InferReply> {
  const { modelPath, inputPath, outPath, task, maxModelBytes } = request;
  const bytes = await readModel(modelPath, maxModelBytes);
  guardModel(bytes);
  if (task.kind === "generation") return { rows: await inferTexts(bytes, inputPath, outPath) };
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
