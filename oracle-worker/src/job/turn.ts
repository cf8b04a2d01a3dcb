import { claimOpensAt, type Job } from "@blacktail/sdk";
import { isAddressEqual } from "viem";
import type { Context } from "../context.ts";

/** When this provider may claim a stage. */
export type Turn = {
  /** Unix seconds, the chain's. */
  opensAt: number;
  /** Whether everybody may claim from then on, so that those who are fast compete. */
  isOpenToAll: boolean;
};

/**
 * Asks when this provider's ticket lets it claim an open stage; undefined while nobody knows, until the next block comes.
 *
 * @throws BlacktailError what a failing node gives
 */
export async function turnOf(context: Context, jobId: bigint, job: Job): Promise<Turn | undefined> {
  const { client, contracts, config, watcher } = context;
  const { claimPeriod, priorityPeriod } = job.terms;
  const opened = Number(job.deadline) - claimPeriod;
  const all = opened + priorityPeriod;
  // Who did the stage before needs no ticket, and competes with nobody.
  if (isAddressEqual(job.provider, config.PROVIDER)) return { opensAt: opened, isOpenToAll: false };
  if (watcher.now() >= all) return { opensAt: all, isOpenToAll: true };
  // The seed is the hash of the block after the one in which the stage opened; a claim in the block after that is the first that it lets in.
  const age = Number(BigInt.asUintN(32, (watcher.head?.number ?? 0n) - BigInt(job.block)));
  if (age < 1) return undefined;
  const registry = contracts.ProviderRegistry;
  const ticket = { registry, jobId, job, provider: config.PROVIDER, isForNext: true };
  const opensAt = Number(await claimOpensAt(client, ticket));
  return { opensAt, isOpenToAll: opensAt >= all };
}
