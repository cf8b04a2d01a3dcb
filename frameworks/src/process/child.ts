/**
 * The process in which models are trained and run: native code that blocks its thread and may crash, kept away from the caller.
 * Takes one request and answers by the IPC channel; ends when that channel closes, so a dead parent leaves no orphan.
 */
import { Problem } from "../errors.ts";
import type { Message, Reply, Request } from "./protocol.ts";

const send = (message: Message) =>
  new Promise<void>((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
  });

async function handle(request: Request): Promise<Reply> {
  if (request.command === "train") {
    const { runTrain } = await import("./runTrain.ts");
    return runTrain(request, (progress) => void send({ type: "progress", progress }));
  }
  if (request.command === "evaluate") {
    const { runEvaluate } = await import("../evaluation/runEvaluate.ts");
    return runEvaluate(request);
  }
  if (request.command === "generate") {
    const { runGenerate } = await import("../language/runGenerate.ts");
    return runGenerate(request, (text) => void send({ type: "text", text }));
  }
  if (request.command === "device") {
    const { tryDevice } = await import("../runner/device.ts");
    return tryDevice(request.device);
  }
  const { runInfer } = await import("../inference/runInfer.ts");
  return runInfer(request);
}

function describe(error: unknown): Message {
  if (error instanceof Problem) {
    const { code, message, fix, retryable } = error;
    return { type: "error", error: { code, message, fix, retryable } };
  }
  const cause = error instanceof Error ? error : new Error(String(error));
  const { code } = cause as NodeJS.ErrnoException;
  if (code === "EFBIG") {
    const message = "The result is larger than the job's output limit.";
    return {
      type: "error",
      error: { code: "LIMIT_OUTPUT", message, fix: "Raise limits.outputMiB.", retryable: false },
    };
  }
  if (code === "ENOSPC" || code === "EDQUOT") {
    const fix = "Free some space and try again.";
    return { type: "error", error: { code: "DISK_FULL", message: "The disk is full.", fix, retryable: true } };
  }
  const fix = "This is a fault of the program or of the machine; report it with the log.";
  return { type: "error", error: { code: "RUN_FAILED", message: cause.message, fix, retryable: false } };
}

process.once("disconnect", () => process.exit(1));
process.once("message", async (request: Request) => {
  let answer: Message;
  try {
    answer = { type: "result", result: await handle(request) };
  } catch (error) {
    if (!(error instanceof Problem)) console.error(error);
    answer = describe(error);
  }
  await send(answer);
  process.exit(0);
});
