import { stat } from "node:fs/promises";
import type { Progress } from "@blacktail/sdk";
import { Problem, problem } from "../errors.ts";
import { findFamily } from "../families.ts";
import type { Family, TrainContext, TrainOutcome } from "../family.ts";
import { dataOf, pathOf } from "../inputs.ts";
import { chooseDevice } from "../runner/device.ts";
import { deviceUse } from "../runner/deviceUse.ts";
import { runtimeVersion } from "../runner/onnxruntime.ts";
import { Stage } from "../runner/stage.ts";
import { digestBytes, digestFile, writeWhole } from "./files.ts";
import { openCheckpoints, openStage } from "./openCheckpoints.ts";
import { checkOutcome } from "./outcome.ts";
import type { Request, StageReply, TrainReply } from "./protocol.ts";

/** Least time between two progress messages; the first and those of a new phase go out at once. Milliseconds. */
const PROGRESS_INTERVAL = 20;

type TrainRequest = Extract<Request, { command: "train" }>;

/** Runs in the child: checks the inputs, trains, writes the model, or the checkpoint that a stage ends with. */
export async function runTrain(
  request: TrainRequest,
  send: (progress: Progress) => void,
): Promise<TrainReply | StageReply> {
  const { spec, inputs, modelPath, threads, device: wanted, fallback } = request;
  if (spec.framework === undefined)
    throw problem("SPEC_INVALID", "The job names no framework.", "Give a training job.");
  const paths = new Map(inputs);
  for (const data of spec.data) await checkInput(data.digest, pathOf(paths, data));
  const own = dataOf(spec, "module");
  const family = await findFamily(spec.framework, own === undefined ? undefined : pathOf(paths, own));
  const { device, notices } = await chooseDevice(wanted, spec.profile, fallback);
  deviceUse.mayFallBack = fallback;
  const run = { identity: request.identity, version: family.version, device };
  const { checkpoints, handOver } =
    request.stage === undefined
      ? { checkpoints: await openCheckpoints(request.checkpoint, run) }
      : await openStage(request.stage, request.checkpoint, run);
  const stage = request.stage && new Stage(spec.stages, request.stage.index);
  const context: TrainContext = {
    spec,
    inputs: paths,
    threads,
    device,
    checkpoints: { ...checkpoints, stage },
    scratch: process.cwd(),
    onProgress: limitRate(send),
  };
  const outcome = await unlessEnded(stage, own === undefined ? train(family, context) : trainOwn(family, context));
  const used = deviceUse.summary(device);
  const runtime = { name: "onnxruntime-node", version: runtimeVersion, executionProvider: used.device, threads };
  const limit = spec.limits.outputMiB * 1024 * 1024;
  const told = { runtime, notices: [...notices, ...used.notices] };
  if (stage?.metrics !== undefined && request.stage !== undefined) {
    await handOver?.();
    const { out } = request.stage;
    const { size } = await stat(out);
    if (size > limit) throw tooLarge("checkpoint", size, limit);
    return { digest: await digestFile(out), size, metrics: stage.metrics, ...told };
  }
  const { model, metrics, task, split, report, warnings, details } = checkOutcome(outcome);
  if (model.length > limit) throw tooLarge("model", model.length, limit);
  await writeWhole(modelPath, model);
  const digest = digestBytes(model);
  return { model: true, digest, size: model.length, metrics, task, split, report, warnings, details, ...told };
}

const tooLarge = (what: string, size: number, limit: number): Problem =>
  problem(
    "LIMIT_OUTPUT",
    `The ${what} has ${size} bytes; the job allows ${limit}.`,
    "Raise limits.outputMiB or train a smaller model.",
  );

/** What unwinds a run at a stage's end is no failure; nor is what a module of the job's own makes of it. */
async function unlessEnded(
  stage: Stage | undefined,
  outcome: Promise<TrainOutcome>,
): Promise<TrainOutcome | undefined> {
  try {
    return await outcome;
  } catch (cause) {
    if (stage?.metrics !== undefined) return undefined;
    throw cause;
  }
}

function train(family: Family, context: TrainContext): Promise<TrainOutcome> {
  family.checkConfig(context.spec.framework?.config);
  return family.train(context);
}

/** As `train`, for code that came with the job: what it throws is its own fault, not ours. */
async function trainOwn(family: Family, context: TrainContext): Promise<TrainOutcome> {
  try {
    return await train(family, context);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    const { message } = cause instanceof Error ? cause : new Error(String(cause));
    throw problem("MODULE_FAILED", `The job's module failed: ${message.slice(0, 500)}.`, "Mend the module.", cause);
  }
}

async function checkInput(digest: string, path: string): Promise<void> {
  let actual: string;
  try {
    actual = await digestFile(path);
  } catch (cause) {
    throw problem("DATA_NOT_FOUND", `The file ${path} cannot be read.`, "Check the path and its permissions.", cause);
  }
  if (actual === digest) return;
  throw problem(
    "INPUT_TAMPERED",
    `The file ${path} has the digest ${actual}, not ${digest}.`,
    "Fetch the input again.",
  );
}

function limitRate(report: (progress: Progress) => void): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  let phase: Progress["phase"] | undefined;
  return (progress) => {
    const now = performance.now();
    if (progress.phase === phase && now - last < PROGRESS_INTERVAL) return;
    last = now;
    phase = progress.phase;
    report(progress);
  };
}
