import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BlacktailError, TaskInfo } from "@blacktail/sdk";
import { z } from "zod";

/** What `blacktail train` leaves beside the model. */
const Manifest = z.object({ task: TaskInfo });

/**
 * The model in a folder that `train --out` made, or that a job's result was downloaded to.
 * @throws BlacktailError `CLI_MANIFEST_UNREADABLE`
 */
export async function trainedModel(folder: string): Promise<{ modelPath: string; task: TaskInfo }> {
  const path = join(folder, "manifest.json");
  try {
    const { task } = Manifest.parse(JSON.parse(await readFile(path, "utf8")));
    return { modelPath: join(folder, "model.onnx"), task };
  } catch (cause) {
    throw new BlacktailError({
      code: "CLI_MANIFEST_UNREADABLE",
      message: `${path} is not the manifest of a trained model: ${(cause as Error).message.split("\n")[0]}.`,
      fix: "Give the folder that `train --out` wrote.",
      cause,
    });
  }
}
