import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Progress } from "@blacktail/sdk";
import { Problem, problem } from "../errors.ts";
import { driverSettings } from "./drivers.ts";
import { commandLine, type Limits, largestFileMiB } from "./limits.ts";
import type { Message, Reply, Request } from "./protocol.ts";

const ENTRY = fileURLToPath(new URL("./child.ts", import.meta.url));
const MEMORY_POLL_MS = 200;
const STDERR_KEPT = 4_000;

interface Options {
  readonly limits: Limits;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly onText?: ((text: string) => void) | undefined;
}

/**
 * Runs a request in a child process of its own, within limits, and ends it on abort.
 * The child sees none of this process' environment and starts in an empty folder.
 * @throws BlacktailError what the child reports; LIMIT_WALL, LIMIT_MEMORY, LIMIT_CPU, RUN_ABORTED, RUN_CRASHED.
 */
export async function runChild(request: Request, { limits, signal, onProgress, onText }: Options): Promise<Reply> {
  if (signal?.aborted) throw aborted();
  const folder = await mkdtemp(join(tmpdir(), "blacktail-run-"));
  try {
    const gpu = (request.command === "train" || request.command === "device") && request.device !== "cpu";
    const learns = request.command === "train" || request.command === "evaluate";
    const fileMiB = learns ? largestFileMiB(limits) : limits.outputMiB;
    const [command, ...args] = await commandLine(ENTRY, limits, { gpu, fileMiB });
    const child = spawn(command, args, {
      cwd: folder,
      env: {
        PATH: process.env.PATH ?? "",
        ORT_DISABLE_TELEMETRY: "1",
        TMPDIR: folder,
        ...(gpu ? driverSettings(process.env) : {}),
      },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    return await converse(child, request, { limits, signal, onProgress, onText });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function converse(child: ChildProcess, request: Request, { limits, signal, onProgress, onText }: Options) {
  return new Promise<Reply>((resolve, reject) => {
    let answer: Extract<Message, { type: "result" | "error" }> | undefined;
    let killed: Problem | undefined;
    let stderr = "";
    const kill = (reason: Problem) => {
      killed ??= reason;
      child.kill("SIGKILL");
    };
    const abort = () => kill(aborted());
    const wall = setTimeout(() => kill(overWall(limits)), limits.wallSeconds * 1_000);
    const memory = setInterval(() => {
      const resident = residentMiB(child.pid);
      if (resident > limits.memoryMiB) kill(overMemory(limits, resident));
    }, MEMORY_POLL_MS);
    signal?.addEventListener("abort", abort, { once: true });
    const settle = () => {
      clearTimeout(wall);
      clearInterval(memory);
      signal?.removeEventListener("abort", abort);
    };
    child.stderr?.on("data", (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-STDERR_KEPT);
    });
    child.on("message", (message: Message) => {
      if (message.type === "result" || message.type === "error") answer = message;
      else if (killed !== undefined) return;
      else if (message.type === "progress") onProgress?.(message.progress);
      else onText?.(message.text);
    });
    child.once("error", (cause) => {
      settle();
      reject(
        problem(
          "RUN_CRASHED",
          `The training process could not be started: ${cause.message}.`,
          "Check that Node can be run.",
          cause,
        ),
      );
    });
    child.once("close", (code, exitSignal) => {
      settle();
      if (killed !== undefined) reject(killed);
      else if (answer?.type === "result") resolve(answer.result);
      else if (answer?.type === "error") reject(new Problem(answer.error));
      else reject(explainExit(code, exitSignal, stderr, limits));
    });
    child.send(request, (error) => {
      // The child is gone already; "close" tells why.
      if (error) child.kill("SIGKILL");
    });
  });
}

/** Memory of a process in RAM; 0 where the system does not tell. */
function residentMiB(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    // Not Linux, or the process has just ended.
    return 0;
  }
}

function explainExit(code: number | null, signal: NodeJS.Signals | null, stderr: string, limits: Limits): Problem {
  if (signal === "SIGXCPU") {
    return problem(
      "LIMIT_CPU",
      `The run used up its ${limits.cpuSeconds} CPU seconds.`,
      "Raise limits.cpuSeconds or train less.",
    );
  }
  if (signal === "SIGXFSZ") {
    return problem("LIMIT_OUTPUT", `The run wrote more than its ${limits.outputMiB} MiB.`, "Raise limits.outputMiB.");
  }
  // Ctrl-C in a terminal reaches parent and child alike; the child may be first to end.
  if (signal === "SIGINT" || signal === "SIGTERM") return aborted();
  if (/heap out of memory|bad_alloc|Cannot allocate memory|ENOMEM|Out of memory/i.test(stderr))
    return overMemory(limits);
  if (code === 0) {
    return problem(
      "RUN_CRASHED",
      "The process ended by itself, without a result and without an error.",
      "A module must not end its process (process.exit); without a module, report this with the log.",
    );
  }
  const end = signal === null ? `with exit code ${code}` : `by ${signal}`;
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return new Problem({
    code: "RUN_CRASHED",
    message: `The process ended ${end} without a result${last === "" ? "" : `: ${last.slice(0, 300)}`}.`,
    fix: "Try again; if it happens again, the machine lacks memory or the model is broken.",
    retryable: true,
  });
}

const aborted = () => problem("RUN_ABORTED", "The run was stopped before its end.", "Start it again when you want to.");

const overWall = ({ wallSeconds }: Limits) =>
  problem(
    "LIMIT_WALL",
    `The run took longer than its ${wallSeconds} seconds.`,
    "Raise limits.wallSeconds or train less.",
  );

function overMemory({ memoryMiB }: Limits, used?: number): Problem {
  const how = used === undefined ? "" : ` (${Math.round(used)} MiB)`;
  return problem(
    "LIMIT_MEMORY",
    `The run needed more than its ${memoryMiB} MiB of memory${how}.`,
    "Raise limits.memoryMiB, or give fewer rows or columns.",
  );
}
