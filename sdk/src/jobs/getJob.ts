import { type Address, type Hex, type PublicClient, withRetry, zeroHash } from "viem";
import { addressesOf } from "../chain/addressesOf.ts";
import { BlacktailError } from "../errors/BlacktailError.ts";
import { toBlacktailError } from "../errors/toBlacktailError.ts";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { addresses } from "../generated/addresses.ts";
import { jobHash } from "./jobHash.ts";
import { latestJob } from "./latestJob.ts";
import { isFinal, type Job } from "./types.ts";

/** A node may know a block before it knows that block's events: what contradicts itself is read so often again. */
const RETRIES = 3;
const RETRY_MS = 100;

export type GetJobArgs = {
  escrow: Address;
  jobId: bigint;
  /** No event of the job is older. Default: the deployment's first block, or 0 on a chain that the SDK does not know. */
  fromBlock?: bigint;
};

/**
 * The job as it stands, as its events tell it, checked against the hash on chain at the same block: a node
 * that tampers with events, or withholds the last, is caught. A final job's hash is cleared, so that only its being final is checked.
 *
 * @throws BlacktailError `JOB_UNKNOWN`, `JOB_MISMATCH`, or what `describeError` makes of a failing node.
 * @example
 * const job = await getJob(publicClient, { escrow: addressesOf(31337).JobEscrow, jobId: 1n });
 */
export async function getJob(client: PublicClient, { escrow, jobId, fromBlock }: GetJobArgs): Promise<Job> {
  try {
    const from = fromBlock ?? (await firstBlock(client));
    return await withRetry(() => readJob(client, escrow, jobId, from), {
      delay: RETRY_MS,
      retryCount: RETRIES,
      shouldRetry: ({ error }) => error instanceof BlacktailError && error.code === "JOB_MISMATCH",
    });
  } catch (error) {
    throw toBlacktailError(error);
  }
}

async function readJob(client: PublicClient, escrow: Address, jobId: bigint, fromBlock: bigint): Promise<Job> {
  const blockNumber = await client.getBlockNumber({ cacheTime: 0 });
  const [job, hash] = await Promise.all([
    latestJob(client, { escrow, jobId, fromBlock, toBlock: blockNumber }),
    client.readContract({ address: escrow, abi: jobEscrowAbi, functionName: "jobHash", args: [jobId], blockNumber }),
  ]);
  return checked(jobId, job, hash);
}

async function firstBlock(client: PublicClient): Promise<bigint> {
  const chainId = client.chain?.id ?? (await client.getChainId());
  return addresses[chainId] === undefined ? 0n : BigInt(addressesOf(chainId).startBlock);
}

function checked(jobId: bigint, job: Job | undefined, hash: Hex): Job {
  if (job === undefined && hash === zeroHash) {
    throw new BlacktailError({
      code: "JOB_UNKNOWN",
      message: `There is no job ${jobId}.`,
      fix: "Check the number, the chain, and that fromBlock is not after the job's creation.",
    });
  }
  if (job !== undefined && hash === (isFinal(job.status) ? zeroHash : jobHash(job))) return job;
  throw new BlacktailError({
    code: "JOB_MISMATCH",
    message: `The events of job ${jobId} do not give the hash ${hash} that the chain holds for it.`,
    fix: "The node's answers contradict each other (a reorganisation, or tampering): ask again, then use another RPC URL.",
    retryable: true,
  });
}
