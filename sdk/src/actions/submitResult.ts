import { encodeFunctionData, type Hex } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import type { Receipt } from "../jobs/types.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobOf, sendToEscrow } from "./jobCall.ts";

export type SubmitResultArgs = JobCallArgs & {
  /** What the provider attests. Its `deadline` is the claimed job's: a receipt counts for one attempt only. */
  attestation: Receipt;
  /** The operator's signature of it, see `receiptTypedData`. */
  signature: Hex;
};

/**
 * Submits a claimed job's result. Anyone may bring it; the operator's signature makes it count.
 *
 * @throws BlacktailError `JobEscrow_DeadlinePassed`, `JobEscrow_ReceiptMismatch` (also when it was signed for another attempt),
 * `JobEscrow_InvalidSignature`, `JobEscrow_StateMismatch`, …
 * @example
 * const signature = await operator.signTypedData(receiptTypedData(attestation, { chainId: 31337, escrow }));
 * await submitResult({ publicClient, walletClient }, { jobId: 1n, attestation, signature });
 */
export async function submitResult(clients: Clients, args: SubmitResultArgs): Promise<JobCallResult> {
  return action(clients, async (context) => {
    const { jobId } = args;
    const before = await jobOf(context, args);
    const callArgs = [jobId, before, args.attestation, args.signature] as const;
    const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: "submit", args: callArgs });
    const { hash, receipt, job } = await sendToEscrow(context, { jobId, job: before, data });
    return { hash, receipt, job };
  });
}
