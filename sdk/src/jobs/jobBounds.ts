import type { PublicClient } from "viem";
import { toBlacktailError } from "../errors/toBlacktailError.ts";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import type { Addresses } from "../generated/addresses.ts";
import { currencyOf } from "./currency.ts";

/** What a deployment lets a job ask for. Mirrors Solidity's `Parameters` of JobEscrow. */
export type JobBounds = {
  /** Seconds, of each period of a job but the priority's. */
  minPeriod: number;
  maxPeriod: number;
  /** Seconds, at least; at most the claim period. */
  minPriorityPeriod: number;
  maxAttempts: number;
  /** $BLACK (wei) */
  minStakeLock: bigint;
  /** Of a job paid in $BLACK: how much it locks, in hundredths of its dearest stage's price of one replica. */
  lockPercent: number;
  /** Chance that a result is audited, in basis points. */
  auditBps: number;
  /** $BLACK (wei) that the fee of each result must be for the job to count for reputation. */
  reputationFee: bigint;
  /** Of a job paid in the chain's coin: whole $BLACK that it locks for each coin of its dearest stage's price of one replica; 0: no rate. */
  nativeLock: number;
  /** The currency id of $BLACK. */
  black: bigint;
};

/**
 * Reads what the deployment lets a job ask for; governance may change it.
 *
 * @throws BlacktailError what `describeError` makes of a failing node.
 * @example
 * const terms = defaultTerms({ specDigest, budget: parseEther("0.1") }, await jobBounds(publicClient, addressesOf(31337)));
 */
export async function jobBounds(
  client: PublicClient,
  { JobEscrow, BlackToken }: Pick<Addresses, "JobEscrow" | "BlackToken">,
): Promise<JobBounds> {
  try {
    const call = { address: JobEscrow, abi: jobEscrowAbi, functionName: "parameters" } as const;
    return { ...(await client.readContract(call)), black: currencyOf(BlackToken) };
  } catch (error) {
    throw toBlacktailError(error);
  }
}
