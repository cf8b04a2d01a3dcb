import type { Hex } from "viem";
import { disputeHash } from "./disputeHash.ts";
import { type PackedTerms, packTerms } from "./packTerms.ts";
import { replicasHash } from "./replicasHash.ts";
import type { Job } from "./types.ts";
import { packWord } from "./word.ts";

/** A job as the chain has it, 13 words. Mirrors Solidity's `Job`. */
export type PackedJob = {
  terms: PackedTerms;
  state: bigint;
  seat: bigint;
  input: Hex;
  result: Hex;
  dispute: Hex;
};

/**
 * A job in the form that the escrow's calls take, and whose hash the chain keeps.
 *
 * @throws BlacktailError `FIELD_INVALID`
 * @example
 * await walletClient.writeContract({ address: escrow, abi: jobEscrowAbi, functionName: "settle", args: [jobId, packJob(job)] });
 */
export function packJob(job: Job): PackedJob {
  return {
    terms: packTerms(job.terms, job),
    state: packWord([
      ["requester", 160, BigInt(job.requester)],
      ["status", 8, job.status],
      ["stage", 8, job.stage],
      ["attemptsLeft", 8, job.attemptsLeft],
      ["deadline", 40, job.deadline],
      ["block", 32, job.block],
    ]),
    seat: packWord([
      ["provider", 160, BigInt(job.provider)],
      ["attestation", 8, job.attestation],
      ["audited", 1, job.audited ? 1 : 0],
    ]),
    input: job.input,
    result: job.terms.replicas === 1 ? job.result : replicasHash(job.replicas),
    dispute: disputeHash(job.dispute),
  };
}
