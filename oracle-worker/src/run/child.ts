/** The job's process: reads one task from stdin, does it by the frameworks, answers on descriptor 3. Knows no key and no chain. */
import { writeSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findDevices, inferModel, trainStage } from "@blacktail/frameworks";
import { canonicalJson, toBlacktailError } from "@blacktail/sdk";
import { compareFiles } from "../compare/compareFiles.ts";
import { measureModel } from "../compare/measureModel.ts";
import { type Message, REPORT_FILE, SAVE_EVERY, type Task, type TaskResult, THREADS } from "./tasks.ts";

const ANSWER_FD = 3;

function say(message: Message): void {
  writeSync(ANSWER_FD, `${JSON.stringify(message)}\n`);
}

async function perform(task: Task): Promise<TaskResult[Task["kind"]]> {
  switch (task.kind) {
    case "train": {
      const { spec, inputs, outDir, device, stage, progress: path } = task;
      const onProgress = (progress: Extract<Message, { type: "progress" }>["progress"]) =>
        say({ type: "progress", progress });
      // Who claimed a job for its GPU computes it there, or says that it failed: the CPU would take many times as long.
      const options = { device, fallback: false, threads: THREADS, onProgress, stage };
      const checkpoint = { path, every: SAVE_EVERY, resume: true };
      const trained = await trainStage({ spec, inputs: new Map(inputs), outDir, checkpoint, ...options });
      const { digest, metrics } = trained;
      const { executionProvider } = trained.runtime;
      if (!trained.finished) return { finished: false, digest, metrics, executionProvider };
      await writeFile(join(outDir, REPORT_FILE), canonicalJson(trained.report));
      return { finished: true, digest, metrics, task: trained.task, split: trained.split, executionProvider };
    }
    case "infer": {
      const { modelPath, inputPath, outPath, task: info, limits } = task;
      const { metrics, rows } = await inferModel({ modelPath, inputPath, outPath, task: info, limits });
      return { metrics: metrics ?? {}, rows };
    }
    case "measure":
      return { metrics: await measureModel(task) };
    case "compare":
      return compareFiles(task);
    case "devices":
      return findDevices(task.devices, { limits: task.limits });
  }
}

/** The worker is gone: whatever this process started goes with it. */
function dieWithParent(): never {
  try {
    process.kill(-process.pid, "SIGKILL");
  } catch {
    // Not the leader of its group (inside a pid namespace): there the sandbox takes everything down.
  }
  process.exit(1);
}

// The programs around this one start where the job cannot write: what it leaves is never theirs to load.
process.chdir(homedir());
const lines = createInterface({ input: process.stdin });
lines.once("line", (line) => {
  perform(JSON.parse(line) as Task)
    .then((result) => say({ type: "result", result }))
    .catch((error: unknown) => {
      const { code, message, fix, retryable } = toBlacktailError(error);
      say({ type: "error", code, message, fix, retryable });
    })
    .finally(() => process.exit(0));
});
lines.once("close", dieWithParent);
