import { join } from "node:path";
import type { Device } from "@blacktail/frameworks/engine";
import type { JobSpec, Progress } from "@blacktail/sdk";
import { emptyWork } from "./folder.ts";
import { type Prepared, refused } from "./prepare.ts";
import { runTask } from "./process.ts";
import type { Sandbox } from "./sandbox.ts";
import type { StageWork } from "./stageWork.ts";
import { PREDICTIONS_FILE } from "./tasks.ts";
import { trainTask } from "./trainTask.ts";

/**
 * Starts the stage as it will be run, to find out before the claim what would fail after it, and how long it will take: a
 * training until its first steps are done and their loss is a number, an inference to its end, as that is short.
 *
 * @returns The seconds that the whole stage is estimated to take, with every step it may do.
 * @throws BlacktailError what the run failed with
 */
export async function rehearse(
  work: StageWork,
  prepared: Prepared,
  { sandbox, device, signal }: { sandbox: Sandbox; device: Device; signal: AbortSignal },
): Promise<number> {
  emptyWork(prepared.folder);
  const enough = new AbortController();
  const startedAt = performance.now();
  const elapsed = (): number => (performance.now() - startedAt) / 1_000;
  let estimate: number | undefined;
  const onProgress = ({ phase, step, loss, etaSeconds }: Progress): void => {
    if (phase !== "training" || step === 0 || loss === undefined || estimate !== undefined) return;
    estimate = Math.ceil(elapsed() + (etaSeconds ?? 0));
    enough.abort();
  };
  const options = {
    sandbox,
    limits: prepared.limits,
    folder: prepared.folder,
    onProgress,
    signal: AbortSignal.any([signal, enough.signal]),
  };
  try {
    if (work.spec.kind === "train") await runTask<"train">(trainTask(work, prepared, device), options);
    else await runTask<"infer">(inferTask(work.spec, prepared), options);
    return Math.ceil(elapsed());
  } catch (error) {
    if (estimate !== undefined && !signal.aborted) return estimate;
    throw error;
  }
}

/** The inference that a spec asks for, as a task for the job's process. */
export function inferTask(spec: JobSpec, { folder, inputs, model, limits }: Prepared) {
  const input = spec.data.find(({ role }) => role === "input");
  const inputPath = input === undefined ? undefined : inputs.get(input.digest);
  if (model === undefined || inputPath === undefined) throw refused("an inference needs a model and an input");
  const outPath = join(folder.out, PREDICTIONS_FILE);
  return { kind: "infer" as const, modelPath: model.path, inputPath, outPath, task: model.manifest.task, limits };
}
