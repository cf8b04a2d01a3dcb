import { BlacktailError, digestToCid, isFinished, type Job, type JobSpec, Output, type Storage } from "@blacktail/sdk";
import { type Hex, zeroHash } from "viem";
import { loadSpec } from "../job/loadSpec.ts";

/** What is to be computed, as the chain determines it: one stage of a job. */
export type StageWork = {
  spec: JobSpec;
  /** sha-256 of the spec's canonical JSON. */
  specDigest: Hex;
  /** From 0. */
  stage: number;
  /** What the stage before ended with, `job.input`; undefined in the first. */
  before: { digest: Hex; output: Output } | undefined;
};

/** Whether the training was finished in an earlier stage, so that this one only says the same. */
export function isPassedOn({ before }: Pick<StageWork, "before">): boolean {
  return before !== undefined && isFinished(before.output);
}

/**
 * Fetches what determines the work of a job's present stage: its spec, and the Output document of the stage before. Whether this worker can do it
 * says `decide`.
 *
 * @throws BlacktailError `WORKER_INPUT_UNLIKE`; `DOCUMENT_…` or `JSON_INVALID` when a document is malformed; storage's errors
 * when one cannot be had.
 */
export async function loadStage(
  storage: Storage,
  { terms, stage, input }: Pick<Job, "terms" | "stage" | "input">,
  signal: AbortSignal,
): Promise<StageWork> {
  const { specDigest } = terms;
  const spec = await loadSpec(storage, specDigest, signal);
  if (input === zeroHash) return { spec, specDigest, stage, before: undefined };
  const output = await storage.getJson(Output, digestToCid(input), { signal });
  if (output.spec !== specDigest || output.stage !== stage - 1) throw inputUnlike(input, stage);
  return { spec, specDigest, stage, before: { digest: input, output } };
}

function inputUnlike(digest: Hex, stage: number): BlacktailError {
  return new BlacktailError({
    code: "WORKER_INPUT_UNLIKE",
    message: `The output ${digest} that stage ${stage} should go on from is of another spec or stage.`,
    fix: "Challenge such a result while its window is open; later the requester can cancel the job between stages.",
  });
}
