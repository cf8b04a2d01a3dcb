import { encodeFunctionData, type Hex } from "viem";
import { jobEscrowAbi } from "../generated/abi/JobEscrow.ts";
import { packJob } from "../jobs/packJob.ts";
import type { ReceiptBody } from "../jobs/types.ts";
import { action } from "./action.ts";
import type { Clients } from "./clients.ts";
import { type JobCallArgs, type JobCallResult, jobOf, sendToEscrow } from "./jobCall.ts";

export type SubmitResultArgs = JobCallArgs & {
  /** What the provider attests, beside what the job says. */
  body: ReceiptBody;
  /** The operator's signature of the whole receipt, see `receiptOf` and `receiptTypedData`. */
  signature: Hex;
  /** A verifier's number, one byte, and its proof, see `attestationTypedData`. Default: none. */
  attestation?: Hex | undefined;
};

/**
 * Submits the result of a claimed stage, of one replica. Anyone may bring it; the operator's signature makes it count.
 *
 * @throws BlacktailError `JobEscrow_DeadlinePassed`, `JobEscrow_InvalidSignature` (also when it was signed for another attempt),
 * `JobEscrow_NotAttested`, `JobEscrow_StateMismatch`, …
 * @example
 * const receipt = receiptOf(1n, job, body);
 * const signature = await operator.signTypedData(receiptTypedData(receipt, { chainId: 31337, escrow }));
 * await submitResult({ publicClient, walletClient }, { jobId: 1n, job, body, signature });
 */
export async function submitResult(clients: Clients, args: SubmitResultArgs): Promise<JobCallResult> {
  return action(clients, async (context) => {
    const { jobId, body, signature, attestation = "0x" } = args;
    const before = await jobOf(context, args);
    const callArgs = [jobId, packJob(before), body, signature, attestation] as const;
    const data = encodeFunctionData({ abi: jobEscrowAbi, functionName: "submit", args: callArgs });
    const { hash, receipt, job } = await sendToEscrow(context, { jobId, job: before, data });
    return { hash, receipt, job };
  });
}
