import { type Addresses, currencyOf, jobEscrowAbi, NATIVE, vaultAbi } from "@blacktail/sdk";
import { type PublicClient, parseEventLogs, type TransactionReceipt } from "viem";
import { jobsUntil } from "./jobsUntil.ts";
import type { Check, Snapshot } from "./ledger.ts";
import { lower } from "./parties.ts";
import { sum } from "./sum.ts";

export type JobChecksArgs = {
  client: PublicClient;
  addresses: Addresses;
  before: Snapshot;
  after: Snapshot;
  /** Jobs that were done in between, with all their replicas. */
  jobIds: readonly bigint[];
  /** Of all transactions in between. */
  receipts: readonly TransactionReceipt[];
};

/**
 * The sums of jobs, out of the chain's own records.
 *
 * - What leaves the escrow with a payment is what the providers and the model's owner and creator get.
 * - What each job paid its providers, and the fees of that, sum to its budget; the use of a model costs what the terms say.
 * - Fees that are not collected yet grew by the fees of all payments, less what was collected.
 */
export async function jobChecks(args: JobChecksArgs): Promise<Check[]> {
  const { client, addresses, before, after, jobIds, receipts } = args;
  const range = { fromBlock: before.block + 1n, toBlock: after.block };
  const jobs = await jobsUntil(client, addresses, after.block);
  const checks: Check[] = [];
  for (const { logs, transactionHash: receiptHash } of receipts) {
    const payouts = parseEventLogs({ abi: vaultAbi, logs, eventName: "Transfer" });
    const escrowed = parseEventLogs({ abi: jobEscrowAbi, logs, eventName: ["ProviderPaid", "ModelUsed"] }).filter(
      ({ args }) => jobIds.includes(args.jobId),
    );
    if (escrowed.length > 0)
      checks.push({
        what: `what left the escrow by ${receiptHash} is what was earned`,
        expected: sum(
          escrowed.map(({ eventName, args }) => (eventName === "ModelUsed" ? args.usePrice : args.toProvider)),
        ),
        actual: sum(
          payouts
            .filter(({ args: { sender } }) => lower(sender) === lower(addresses.JobEscrow))
            .map(({ args: { amount } }) => amount),
        ),
      });
  }
  for (const jobId of jobIds) {
    const job = jobs.get(jobId);
    if (job === undefined) throw new Error(`The escrow told nothing of job ${jobId}.`);
    checks.push(
      {
        what: `payments and fees of job ${jobId} sum to its budget`,
        expected: job.budget,
        actual: sum(job.paid) + sum(job.fees),
      },
      { what: `the use of job ${jobId}'s model cost what its terms say`, expected: job.usePrice, actual: job.used },
    );
  }
  for (const currency of [NATIVE, currencyOf(addresses.BlackToken)]) {
    const collected = await client.getContractEvents({
      address: addresses.JobEscrow,
      abi: jobEscrowAbi,
      eventName: "FeesCollected",
      args: { currency },
      ...range,
      strict: true,
    });
    const earned = [...jobs.values()]
      .filter((job) => job.currency === currency)
      .flatMap(({ fees, paidIn }) => fees.filter((_, at) => (paidIn[at] ?? 0n) > before.block));
    checks.push({
      what: `compute fees in currency ${currency} that are still to be collected`,
      expected: (before.fees.get(currency) ?? 0n) + sum(earned) - sum(collected.map(({ args: { amount } }) => amount)),
      actual: after.fees.get(currency) ?? 0n,
    });
  }
  return checks;
}
