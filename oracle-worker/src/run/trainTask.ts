import { join } from "node:path";
import type { Device } from "@blacktail/frameworks/engine";
import type { Prepared } from "./prepare.ts";
import type { StageWork } from "./stageWork.ts";
import { CHECKPOINT_FILE, progressFile, type TaskOf } from "./tasks.ts";

/** A stage of a training, as a task for the job's process. */
export function trainTask(
  { spec, stage }: Pick<StageWork, "spec" | "stage">,
  { folder, inputs, checkpoint }: Prepared,
  device: Device,
): TaskOf<"train"> {
  return {
    kind: "train",
    spec,
    inputs: [...inputs],
    outDir: folder.out,
    device,
    stage: {
      index: stage,
      out: join(folder.out, CHECKPOINT_FILE),
      ...(checkpoint === undefined ? {} : { checkpoint }),
    },
    progress: join(folder.work, progressFile(stage)),
  };
}
