import { type Hex, zeroHash } from "viem";
import { type Job, type Receipt, receiptTypedData, sha256Hex } from "../../src/index.ts";
import { testAccount } from "./accounts.ts";
import type { TestChain } from "./startChain.ts";

/** A receipt for a claimed job with some output, signed by the account at `operator`. */
export async function attest(
  chain: TestChain,
  jobId: bigint,
  job: Job,
  operator: number,
): Promise<{ attestation: Receipt; signature: Hex }> {
  const attestation: Receipt = {
    jobId,
    stage: 0,
    specDigest: job.terms.specDigest,
    profile: 0,
    inputRoot: zeroHash,
    outputDigest: sha256Hex(new TextEncoder().encode("output")),
    stateRoot: zeroHash,
    traceRoot: zeroHash,
    reportDigest: zeroHash,
    provider: job.provider,
    deadline: job.deadline,
  };
  const typedData = receiptTypedData(attestation, { chainId: 31337, escrow: chain.addresses.JobEscrow });
  return { attestation, signature: await testAccount(operator).signTypedData(typedData) };
}
