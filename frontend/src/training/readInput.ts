import type { DataFormat, TaskInfo } from "@blacktail/sdk";
import { FileProblem } from "../files/FileProblem.ts";
import { type Staged, stage } from "../files/stagedFiles.ts";
import { inferenceInput } from "./inferenceInput.ts";
import { FORMAT_WORDS, readData } from "./readData.ts";

/**
 * Reads a file to run through a model and checks that it is what the model takes.
 * @throws Error that names what is wrong with it.
 */
export async function readInput(chosen: File, task: TaskInfo): Promise<{ file: Staged; format: DataFormat }> {
  const found = await readData(chosen);
  const { formats } = inferenceInput(task);
  const taken = formats.map((format) => FORMAT_WORDS[format]).join(" or ");
  if (!formats.includes(found.format)) {
    throw new FileProblem(
      `The model takes ${taken}; “${chosen.name}” is ${FORMAT_WORDS[found.format]}.`,
      "Choose a file that it takes.",
    );
  }
  if (found.format === "csv" && task.columns) {
    const given = new Set(found.inspection.columns.map(({ name }) => name));
    const missing = task.columns.filter(({ name }) => !given.has(name)).map(({ name }) => `“${name}”`);
    if (missing.length > 0) {
      throw new FileProblem(
        `“${chosen.name}” lacks ${missing.slice(0, 5).join(", ")}${missing.length > 5 ? ` and ${missing.length - 5} more` : ""}.`,
        "Give every column that the model was trained on.",
      );
    }
  }
  if (found.format === "idx" && task.image) {
    const { height, width, channels } = task.image;
    const sides = found.info.dimensions.slice(1);
    const wanted = channels === 1 ? [height, width] : [channels, height, width];
    if (sides.join() !== wanted.join() && sides.join() !== [channels, height, width].join()) {
      throw new FileProblem(
        `“${chosen.name}” holds images of ${sides.join(" × ")}; the model takes ${wanted.join(" × ")}.`,
        "Bring the images to that size.",
      );
    }
  }
  return { file: found.file, format: found.format };
}

/** A prompt that was typed, as the file that the job names. */
export function stagePrompt(text: string): Staged {
  return stage("prompt.txt", new TextEncoder().encode(text));
}
