import { type Job, jobEscrowAbi, providerRegistryAbi, type Receipt } from "@blacktail/sdk";
import type { Address, Hex } from "viem";
import type { Intent } from "../outbox/outbox.ts";

/** A submission has a stake behind it, a claim competes with others, the rest can wait. */
const URGENCY = { submit: 3, claim: 2, upkeep: 1 } as const;

/** A job may be claimed again after a no-show; its deadline tells the rounds apart. */
const keyOf = (kind: string, jobId: bigint, job: Job): string => `${kind}:${jobId}:${job.deadline}`;

export function claimIntent(escrow: Address, jobId: bigint, job: Job, provider: Address): Intent {
  return {
    key: keyOf("claim", jobId, job),
    address: escrow,
    abi: jobEscrowAbi,
    functionName: "claim",
    args: [jobId, job, provider],
    urgency: URGENCY.claim,
  };
}

export function submitIntent(escrow: Address, jobId: bigint, job: Job, receipt: Receipt, signature: Hex): Intent {
  return {
    key: keyOf("submit", jobId, job),
    address: escrow,
    abi: jobEscrowAbi,
    functionName: "submit",
    args: [jobId, job, receipt, signature],
    urgency: URGENCY.submit,
  };
}

export type Upkeep = "settle" | "slashNoShow" | "refund" | "voidDispute";

/** One of the calls that anyone may make once a job's deadline has passed. */
export function upkeepIntent(kind: Upkeep, escrow: Address, jobId: bigint, job: Job): Intent {
  return {
    key: keyOf(kind, jobId, job),
    address: escrow,
    abi: jobEscrowAbi,
    functionName: kind,
    args: [jobId, job],
    urgency: URGENCY.upkeep,
  };
}

export function endpointIntent(registry: Address, provider: Address, endpoint: string): Intent {
  return {
    key: `endpoint:${endpoint}`,
    address: registry,
    abi: providerRegistryAbi,
    functionName: "setEndpoint",
    args: [provider, endpoint],
    urgency: URGENCY.upkeep,
  };
}
