import type { FineTuningConfig } from "@blacktail/sdk/families";
import type { TrainContext } from "../family.ts";
import { columnExamples } from "./columnExamples.ts";
import type { Examples, Memory } from "./examples.ts";
import { imageExamples } from "./imageExamples.ts";
import type { Parent } from "./parent.ts";

/**
 * Opens a job's data as its parent takes it.
 * @throws BlacktailError those of `loadImages`, `openTableFile` and `readRows`, PARENT_UNSUITABLE, DATA_COLUMN_MISSING
 */
export function loadExamples(
  context: Pick<TrainContext, "spec" | "inputs" | "onProgress" | "scratch">,
  { input }: Pick<Parent, "input">,
  config: FineTuningConfig,
  memory?: Memory,
): Promise<Examples> {
  return input.kind === "image"
    ? imageExamples(context, input, config, memory)
    : columnExamples(context, input.columns, config, memory);
}
