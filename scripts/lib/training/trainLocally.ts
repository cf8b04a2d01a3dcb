import { existsSync, statSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type TrainResult, trainSpec } from "@blacktail/frameworks";
import { BlacktailError, describeError } from "@blacktail/sdk";
import { interrupt } from "../interrupt.ts";
import { progressLine } from "../progress.ts";
import type { Plan } from "./plan.ts";

export type LocalOptions = {
  out: string;
  device?: "auto" | "cpu" | "webgpu" | "cuda" | undefined;
  threads?: number | undefined;
  checkpointEvery?: number | undefined;
  resume?: boolean | undefined;
};

/** Steps between two saves of a run that is resumed and says nothing else. */
const DEFAULT_EVERY = 500;
/** More threads than this gain little on graphs of this size. */
const MOST_THREADS = 2;

/**
 * Trains on this machine, shows how it goes, and ends well on Ctrl-C.
 * @throws BlacktailError what training says; `CLI_INTERRUPTED` with how to go on; `CLI_NOTHING_TO_RESUME`; `CLI_OUT_NO_FOLDER`
 */
export async function trainLocally({ spec, inputs }: Plan, options: LocalOptions): Promise<TrainResult> {
  const { out, device, threads = Math.min(MOST_THREADS, availableParallelism()), resume = false } = options;
  const keeps = options.checkpointEvery !== undefined || resume;
  const path = join(out, "checkpoint");
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false) throw notAFolder(out);
  if (resume && !existsSync(path)) throw nothingToResume(path);
  if (!resume) await rm(path, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const line = progressLine();
  const { signal, stop } = interrupt();
  try {
    return await trainSpec({
      spec,
      inputs,
      outDir: out,
      onProgress: line.show,
      signal,
      threads,
      device,
      checkpoint: keeps ? { path, every: options.checkpointEvery ?? DEFAULT_EVERY, resume } : undefined,
    });
  } catch (cause) {
    if (describeError(cause).code === "RUN_ABORTED") throw interrupted(path, keeps, cause);
    throw cause;
  } finally {
    stop();
    line.end();
  }
}

function interrupted(path: string, keeps: boolean, cause: unknown): BlacktailError {
  const kept = existsSync(path);
  return new BlacktailError({
    code: "CLI_INTERRUPTED",
    message: kept ? `Stopped. Its last state is kept in ${path}.` : "Stopped. Nothing of it is kept.",
    fix: kept
      ? "Go on with the same command and --resume."
      : `Start again${keeps ? ", with a lower --checkpoint-every" : " with --checkpoint-every N"} to be able to go on after the next stop.`,
    cause,
  });
}

function notAFolder(out: string): BlacktailError {
  return new BlacktailError({
    code: "CLI_OUT_NO_FOLDER",
    message: `--out names ${out}, which is a file.`,
    fix: "Name a folder; it is made when there is none.",
  });
}

function nothingToResume(path: string): BlacktailError {
  return new BlacktailError({
    code: "CLI_NOTHING_TO_RESUME",
    message: `There is no ${path} to go on from.`,
    fix: "Name the --out of the run that was stopped, or start it with --checkpoint-every N instead of --resume.",
  });
}
