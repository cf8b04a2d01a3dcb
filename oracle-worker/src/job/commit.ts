import { randomBytes } from "node:crypto";
import { BlacktailError, type Job, receiptDigest, receiptOf, resultCommitment } from "@blacktail/sdk";
import { bytesToHex, type TransactionReceipt } from "viem";
import type { Context } from "../context.ts";
import type { CommitmentRecord, ResultRecord } from "../outbox/records.ts";
import { commitIntent } from "./intents.ts";
import { isToCompute, placeAmong } from "./places.ts";
import { sendOnJob } from "./sendOnJob.ts";

const SALT_BYTES = 32;

/**
 * Binds this provider, as one of several replicas, to its result. What it takes to reveal it is in the journal before the commitment is sent.
 *
 * @returns Undefined when it is not due any more: it was committed before, or the attempt ended.
 */
export function commit(
  context: Context,
  jobId: bigint,
  job: Job,
  result: ResultRecord,
  signal: AbortSignal,
): Promise<TransactionReceipt | undefined> {
  const { config, contracts } = context;
  const { commitment } = chosen(context, jobId, job, result);
  const { stage, deadline } = job;
  const isDue = (now: Job): boolean =>
    isToCompute(now, config.PROVIDER) && now.stage === stage && now.deadline === deadline;
  const intentOf = (now: Job) => {
    const index = placeAmong(now, config.PROVIDER)?.index;
    if (index === undefined) throw placeLost(jobId);
    return commitIntent({ escrow: contracts.JobEscrow, jobId, job: now }, index, commitment);
  };
  return sendOnJob(context, jobId, isDue, intentOf, signal);
}

/** Of one result there is one salt, whatever happens in between: the commitment that is mined is always one that can be revealed. */
function chosen(context: Context, jobId: bigint, job: Job, { body, stage }: ResultRecord): CommitmentRecord {
  const { memory, config, contracts, chainId, clock } = context;
  const known = memory.commitmentFor(jobId, stage, body.outputDigest);
  if (known !== undefined) return known;
  const salt = bytesToHex(randomBytes(SALT_BYTES));
  const receipt = receiptOf(jobId, job, body, config.PROVIDER);
  const digest = receiptDigest(receipt, { chainId, escrow: contracts.JobEscrow });
  const commitment = resultCommitment(digest, salt, config.PROVIDER);
  const record: CommitmentRecord = {
    type: "commitment",
    jobId: `${jobId}`,
    stage,
    commitment,
    body,
    salt,
    at: clock.now(),
  };
  memory.record(record);
  return record;
}

function placeLost(jobId: bigint): BlacktailError {
  return new BlacktailError({
    code: "WORKER_JOB_MOVED",
    message: `Job ${jobId} is no longer as this worker claimed it.`,
    fix: "Nothing to do: the worker reads the chain again.",
    retryable: true,
  });
}
