import { type Job, type Receipt, receiptTypedData } from "@blacktail/sdk";
import { type Address, type Hex, zeroHash } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import type { ResultRecord } from "../outbox/records.ts";

/**
 * The receipt for a result and the operator's signature. The same result of the same claim always gives the same receipt,
 * so that a worker which signs again after a crash never signs two different ones.
 */
export async function signReceipt(
  jobId: bigint,
  job: Job,
  result: ResultRecord,
  account: PrivateKeyAccount,
  domain: { chainId: number; escrow: Address },
): Promise<{ receipt: Receipt; signature: Hex }> {
  const receipt: Receipt = {
    jobId,
    stage: 0,
    specDigest: job.terms.specDigest,
    profile: result.profile,
    inputRoot: result.inputRoot,
    outputDigest: result.outputDigest,
    stateRoot: zeroHash,
    traceRoot: zeroHash,
    reportDigest: result.reportDigest,
    provider: job.provider,
    deadline: job.deadline,
  };
  return { receipt, signature: await account.signTypedData(receiptTypedData(receipt, domain)) };
}
