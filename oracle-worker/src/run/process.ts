import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { largestFileMiB } from "@blacktail/frameworks/limits";
import { BlacktailError, Progress, stripCredentials, validate } from "@blacktail/sdk";
import type { JobFolder } from "./folder.ts";
import { type Limits, type Sandbox, wrap } from "./sandbox.ts";
import { type Message, TASK_RESULT, type Task, type TaskOf, type TaskResult } from "./tasks.ts";
import { watchDisk } from "./watchDisk.ts";
import { watchMemory } from "./watchMemory.ts";

const CHILD = fileURLToPath(new URL("./child.ts", import.meta.url));
const TAIL_BYTES = 4_096;
const MAX_LINE = 1_048_576;
const MIB = 1_048_576;
/** What the task's own process may fill, beside the one that computes. */
const OWN_MIB = 256;

export type RunOptions = {
  sandbox: Sandbox;
  limits: Limits;
  /** The process may read `inputs` and write `work`, which is its home and its working directory. */
  folder: Pick<JobFolder, "inputs" | "work">;
  onProgress?: (progress: Progress) => void;
  signal: AbortSignal;
};

/**
 * Runs one task in a process of its own, inside the sandbox, with an environment that holds nothing of the worker's.
 *
 * @throws BlacktailError what the task failed with; `WORKER_RUN_TIMEOUT`, `WORKER_RUN_DISK`, `LIMIT_MEMORY`, `WORKER_RUN_KILLED` when a limit ended it;
 * the signal's reason when it was aborted.
 */
export async function runTask<K extends Task["kind"]>(task: TaskOf<K>, options: RunOptions): Promise<TaskResult[K]> {
  options.signal.throwIfAborted();
  const { sandbox, limits, folder } = options;
  const [command = "", ...args] = wrap(
    sandbox,
    limits,
    { readable: [folder.inputs], writable: [folder.work] },
    [process.execPath, "--disable-warning=ExperimentalWarning", CHILD],
    { gpu: usesGpu(task) },
  );
  const home = resolve(folder.work);
  const child = spawn(command, args, {
    // What is started first stands outside of the sandbox: in a folder that no job can write, without a word of where libraries are.
    cwd: "/",
    // A group of its own: killing it kills what the task started, too.
    detached: true,
    env: {
      PATH: "/usr/bin:/bin",
      HOME: home,
      TMPDIR: home,
      LANG: "C.UTF-8",
      ORT_DISABLE_TELEMETRY: "1",
    },
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  return follow<K>(child, task, options);
}

function usesGpu(task: Task): boolean {
  return task.kind === "devices" || (task.kind === "train" && task.device !== "cpu");
}

async function follow<K extends Task["kind"]>(
  child: ChildProcess,
  task: TaskOf<K>,
  options: RunOptions,
): Promise<TaskResult[K]> {
  const { limits, folder, signal } = options;
  let last: Message | undefined;
  let broken: BlacktailError | undefined;
  const tail = keepTail(child);
  const end = (reason: BlacktailError) => {
    broken ??= reason;
    kill(child);
  };
  const timer = setTimeout(() => end(timeoutError(limits)), limits.wallSeconds * 1_000);
  const diskMiB = largestFileMiB(limits);
  const stopDisk = watchDisk(folder.work, diskMiB * MIB, () => end(diskError(diskMiB)));
  const stopMemory = watchMemory(child.pid, (limits.memoryMiB + OWN_MIB) * MIB, (bytes) =>
    end(memoryError(limits, bytes)),
  );
  const onAbort = () => kill(child);
  signal.addEventListener("abort", onAbort);
  try {
    const ended = new Promise<{ code: number | null; signal: string | null }>((settle, reject) => {
      child.once("error", reject);
      child.once("close", (code, by) => settle({ code, signal: by }));
    });
    const messages = readMessages(child, (message) => {
      if (message.type === "progress") options.onProgress?.(message.progress);
      else last = message;
    }).catch(end);
    // A task that dies at once closes its stdin; how it ended says more than the broken pipe.
    child.stdin?.on("error", () => undefined);
    // Left open: its closing is how the process learns that the worker died, even by kill -9.
    child.stdin?.write(`${JSON.stringify(task)}\n`);
    const ending = await ended;
    await messages;
    signal.throwIfAborted();
    if (broken !== undefined) throw broken;
    return resultOf<K>(task, last, ending, limits, tail());
  } finally {
    clearTimeout(timer);
    stopDisk();
    stopMemory();
    signal.removeEventListener("abort", onAbort);
    kill(child);
  }
}

function resultOf<K extends Task["kind"]>(
  task: TaskOf<K>,
  last: Message | undefined,
  end: { code: number | null; signal: string | null },
  limits: Limits,
  tail: string,
): TaskResult[K] {
  if (last?.type === "result") return validate(TASK_RESULT[task.kind as K](task), last.result);
  if (last?.type === "error") {
    const { code, message, fix, retryable } = last;
    throw new BlacktailError({ code, message, fix, retryable });
  }
  throw new BlacktailError({
    code: "WORKER_RUN_KILLED",
    message: `The job's process ended without a result (exit ${end.code ?? end.signal}); it had ${limits.memoryMiB} MiB, ${limits.cpuSeconds} s of CPU, ${limits.outputMiB} MiB of output. ${lastLine(tail)}`,
    fix: "The job needs more than its spec's limits allow; raise them in the next spec.",
  });
}

function timeoutError({ wallSeconds }: Limits): BlacktailError {
  return new BlacktailError({
    code: "WORKER_RUN_TIMEOUT",
    message: `The job did not end within its ${wallSeconds} s.`,
    fix: "Raise limits.wallSeconds in the next spec, or train fewer steps.",
  });
}

function memoryError({ memoryMiB }: Limits, bytes: number): BlacktailError {
  return new BlacktailError({
    code: "LIMIT_MEMORY",
    message: `The job's processes filled ${Math.round(bytes / MIB)} MiB of memory, its limit is ${memoryMiB} MiB.`,
    fix: "Raise limits.memoryMiB in the next spec, or give fewer rows or columns.",
  });
}

function diskError(diskMiB: number): BlacktailError {
  return new BlacktailError({
    code: "WORKER_RUN_DISK",
    message: `The job's process filled its folder beyond ${diskMiB} MiB, or with more files than can be counted.`,
    fix: "Raise limits.memoryMiB or limits.outputMiB in the next spec (four times the larger is allowed), or write less.",
  });
}

/** @throws BlacktailError when a line does not end: it would fill this worker's memory. */
async function readMessages(child: ChildProcess, take: (message: Message) => void): Promise<void> {
  const pipe = child.stdio[3] as Readable;
  let rest = "";
  for await (const chunk of pipe.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) {
      throw new BlacktailError({
        code: "WORKER_RUN_KILLED",
        message: `The job's process wrote a line of more than ${MAX_LINE} characters.`,
        fix: "Nothing to do for a provider: the job's code is at fault.",
      });
    }
    for (const line of lines) {
      const message = parseMessage(line);
      if (message !== undefined) take(message);
    }
  }
}

/** The process runs code of ours on data of strangers: what it says is checked like anything from outside. */
function parseMessage(line: string): Message | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    // Half a line of a process that was killed while it wrote.
    return undefined;
  }
  if (typeof json !== "object" || json === null || !("type" in json)) return undefined;
  if (json.type === "progress" && "progress" in json) {
    const progress = Progress.safeParse(json.progress);
    return progress.success ? { type: "progress", progress: progress.data } : undefined;
  }
  if (json.type === "result" && "result" in json) return { type: "result", result: json.result };
  if (json.type === "error" && "message" in json && "code" in json && "fix" in json) {
    const retryable = "retryable" in json && json.retryable === true;
    const [code, message, fix] = [json.code, json.message, json.fix].map((text) => String(text).slice(0, 1_000));
    return { type: "error", code: code ?? "", message: message ?? "", fix: fix ?? "", retryable };
  }
  return undefined;
}

function keepTail(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text = (text + chunk).slice(-TAIL_BYTES);
    });
  }
  return () => text;
}

function lastLine(tail: string): string {
  const line = tail.trim().split("\n").at(-1) ?? "";
  return line === "" ? "" : `Its last words: ${stripCredentials(line).slice(0, 300)}`;
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already, which is what was wanted.
  }
}
