import type { TaskInfo } from "@blacktail/sdk";
import { CnnConfig } from "@blacktail/sdk/families";
import { z } from "zod";
import { readConfig } from "../config.ts";
import type { TrainContext } from "../family.ts";
import { pixelsOf } from "../images/imageShape.ts";
import { loadImages } from "../images/loadImages.ts";
import { openModel, unlike } from "../inference/model.ts";
import { IMAGE_INPUT, inputName, PROBABILITIES_OUTPUT } from "../inference/signature.ts";
import { classificationTally } from "../metrics/classification.ts";
import { Tensor } from "../runner/onnxruntime.ts";

/** Values of one batch at most. */
const MAX_VALUES = 2 ** 20;

/** What of a framework's settings decides which images it is measured on. */
const { split, image, ignore } = CnnConfig.shape;
const Division = z.object({ split, image, ignore });

/**
 * Measures a model that tells images apart on those that its training must not have seen.
 * @param bytes checked by the guard
 */
export async function measureImages(
  context: Pick<TrainContext, "spec" | "inputs" | "onProgress" | "scratch">,
  { bytes, task }: { readonly bytes: Uint8Array; readonly task: TaskInfo },
): Promise<Record<string, number>> {
  const { pixels, labels, classes, shape, split } = await loadImages(
    context,
    readConfig(Division, context.spec.framework?.config ?? {}),
  );
  const { columns } = task;
  const inputs = columns === undefined ? [IMAGE_INPUT] : columns.map(({ name }) => inputName(name));
  const model = await openModel(bytes, { inputs, outputs: [PROBABILITIES_OUTPUT] });
  const size = pixelsOf(shape);
  const perBatch = Math.max(1, Math.floor(MAX_VALUES / size));
  const tally = classificationTally(classes.length);
  for (let start = 0; start < split.test.length; start += perBatch) {
    const rows = split.test.subarray(start, start + perBatch);
    const values = await pixels.read(rows);
    const feeds =
      columns === undefined
        ? { [IMAGE_INPUT]: new Tensor("float32", values, [rows.length, shape.channels, shape.height, shape.width]) }
        : columnFeeds(inputs, values, rows.length);
    const probabilities = (await model.run(feeds))[PROBABILITIES_OUTPUT];
    if (!(probabilities?.data instanceof Float32Array) || probabilities.size !== rows.length * classes.length) {
      throw unlike(`its probabilities are ${probabilities?.type} [${probabilities?.dims.join(", ")}]`);
    }
    tally.add(
      probabilities.data,
      rows.map((row) => labels[row] ?? -1),
    );
  }
  return { ...tally.metrics() };
}

/** @param values [rows, columns] */
function columnFeeds(names: readonly string[], values: Float32Array, rows: number): Record<string, Tensor> {
  return Object.fromEntries(
    names.map((name, column) => {
      const cells = Float32Array.from({ length: rows }, (_, row) => values[row * names.length + column] ?? 0);
      return [name, new Tensor("float32", cells, [rows, 1])];
    }),
  );
}
