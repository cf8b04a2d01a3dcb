import { encodeAbiParameters, type Hex, keccak256, stringToHex, zeroHash } from "viem";
import type { Job } from "../jobs/types.ts";

const BPS = 10_000n;

/**
 * Whether the lot falls on a pending result, so that anyone may send it to auditors (`drawAudit`).
 *
 * @param seed `seedOf(client, job.block)`
 * @param discountBps By how much less often the verifier that vouched for it has the lot fall: `JobEscrow.verifierOf(job.attestation)`.
 */
export function isAuditDrawn(jobId: bigint, job: Job, seed: Hex, discountBps: number): boolean {
  if (seed === zeroHash) return false;
  const types = [{ type: "bytes32" }, { type: "bytes32" }, { type: "uint256" }, { type: "uint256" }] as const;
  const words = [seed, stringToHex("audit", { size: 32 }), jobId, BigInt(job.stage)] as const;
  const lot = BigInt(keccak256(encodeAbiParameters(types, words)));
  return lot % (BPS * BPS) < BigInt(job.auditBps) * (BPS - BigInt(discountBps));
}
