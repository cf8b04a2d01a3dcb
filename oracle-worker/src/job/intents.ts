import {
  type Job,
  jobEscrowAbi,
  packJob,
  packReplica,
  providerRegistryAbi,
  type ReceiptBody,
  refereesAbi,
} from "@blacktail/sdk";
import type { Address, Hex } from "viem";
import type { Intent } from "../outbox/outbox.ts";
import { attemptOf } from "./attempt.ts";

/** What has a stake behind it goes first; a claim competes with others, the rest can wait. */
const URGENCY = { bound: 3, claim: 2, upkeep: 1 } as const;

/** A call to the escrow about a job as it stands. */
type JobCall = { escrow: Address; jobId: bigint; job: Job };

function intentOf(
  { escrow, jobId, job }: JobCall,
  functionName: string,
  urgency: number,
  rest: readonly unknown[] = [],
): Intent {
  const key = `${functionName}:${attemptOf(jobId, job)}`;
  return { key, address: escrow, abi: jobEscrowAbi, functionName, args: [jobId, packJob(job), ...rest], urgency };
}

const listOf = ({ replicas }: Job) => replicas.map(packReplica);

/** Claims the stage, or a place among its replicas. */
export function claimIntent(call: JobCall, provider: Address): Intent {
  if (call.job.terms.replicas === 1) return intentOf(call, "claim", URGENCY.claim, [provider]);
  return intentOf(call, "claimReplica", URGENCY.claim, [listOf(call.job), provider]);
}

/** @param attestation "0x" for none. */
export function submitIntent(call: JobCall, body: ReceiptBody, signature: Hex, attestation: Hex): Intent {
  return intentOf(call, "submit", URGENCY.bound, [body, signature, attestation]);
}

/** @param index Of the provider's place. */
export function commitIntent(call: JobCall, index: number, commitment: Hex): Intent {
  return intentOf(call, "commitReplica", URGENCY.bound, [listOf(call.job), BigInt(index), commitment]);
}

export function revealIntent(call: JobCall, index: number, body: ReceiptBody, salt: Hex): Intent {
  return intentOf(call, "revealReplica", URGENCY.bound, [listOf(call.job), BigInt(index), body, salt]);
}

/** The calls that anyone may make, when they are due. */
export type Upkeep =
  | "settle"
  | "settleReplicas"
  | "slashNoShow"
  | "slashReplicas"
  | "closeReveals"
  | "refund"
  | "drawAudit"
  | "conclude";

const TAKES_JOB_ALONE: readonly Upkeep[] = ["settle", "slashNoShow"];

export function upkeepIntent(kind: Upkeep, call: JobCall): Intent {
  if (TAKES_JOB_ALONE.includes(kind)) return intentOf(call, kind, URGENCY.upkeep);
  const { dispute } = call.job;
  if (kind !== "conclude") return intentOf(call, kind, URGENCY.upkeep, [listOf(call.job)]);
  return intentOf(call, kind, URGENCY.upkeep, [listOf(call.job), dispute]);
}

/** Moves the compute fees of settled stages from the escrow to Referees. */
export function collectFeesIntent(escrow: Address, currency: bigint): Intent {
  const call = { functionName: "collectFees", args: [currency], urgency: URGENCY.upkeep };
  return { key: `collectFees:${currency}`, address: escrow, abi: jobEscrowAbi, ...call };
}

/** Divides compute fees that arrived between the audit reserve and the Treasury. */
export function sweepIntent(referees: Address, currency: bigint): Intent {
  const call = { functionName: "sweep", args: [currency], urgency: URGENCY.upkeep };
  return { key: `sweep:${currency}`, address: referees, abi: refereesAbi, ...call };
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

export function capabilitiesIntent(registry: Address, provider: Address, capabilities: bigint): Intent {
  return {
    key: `capabilities:${capabilities}`,
    address: registry,
    abi: providerRegistryAbi,
    functionName: "setCapabilities",
    args: [provider, capabilities],
    urgency: URGENCY.upkeep,
  };
}
