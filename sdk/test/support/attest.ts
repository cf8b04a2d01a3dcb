import { type Hex, stringToHex, zeroHash } from "viem";
import { type Job, type ReceiptBody, receiptOf, receiptTypedData, sha256Hex } from "../../src/index.ts";
import { testAccount } from "./accounts.ts";
import type { TestChain } from "./startChain.ts";

/** The body of a receipt for some output. */
export function bodyOf(output = "output"): ReceiptBody {
  return {
    inputRoot: zeroHash,
    outputDigest: sha256Hex(new TextEncoder().encode(output)),
    stateRoot: zeroHash,
    traceRoot: zeroHash,
    reportDigest: zeroHash,
  };
}

/** A receipt for a claimed job with some output, signed by the account at `operator`. */
export async function attest(
  chain: TestChain,
  jobId: bigint,
  job: Job,
  operator: number,
): Promise<{ body: ReceiptBody; signature: Hex }> {
  const body = bodyOf();
  const context = { chainId: 31337, escrow: chain.addresses.JobEscrow };
  const typedData = receiptTypedData(receiptOf(jobId, job, body), context);
  return { body, signature: await testAccount(operator).signTypedData(typedData) };
}

/** A salt that tests can tell again. */
export function saltOf(text: string): Hex {
  return stringToHex(text, { size: 32 });
}
