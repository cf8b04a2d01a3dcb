import { addressesOf, budgetFrom, cancelJob, currencyOf, getJob } from "@blacktail/sdk";
import type { Command } from "commander";
import { createPublicClient, createWalletClient, http } from "viem";
import { confirm } from "../lib/confirm.ts";
import { jobNumber } from "../lib/jobs/jobNumber.ts";
import { localStack } from "../lib/localStack.ts";
import { money } from "../lib/money.ts";
import { result, table } from "../lib/output.ts";
import { ACCOUNTS } from "../stack/accounts.ts";
import { localChain } from "../stack/network.ts";

/** `blacktail job cancel ID`: takes an open job back, before its first stage or between two. */
export function jobCancelCommand(job: Command): void {
  job
    .command("cancel")
    .description("take an open job back, also between two stages: what is left of its budget returns to your credits")
    .argument("<id>", "the job's number")
    .option("--yes", "do not ask before money moves")
    .option("--data-dir <folder>", "folder of the running stack (default .data)")
    .option("--json", "print one JSON object as the last line")
    .action(cancel);
}

async function cancel(id: string, options: { yes?: boolean; dataDir?: string; json?: boolean }): Promise<void> {
  const jobId = jobNumber(id);
  const { rpcUrl, chainId } = localStack(options.dataDir);
  const chain = localChain(rpcUrl);
  const publicClient = createPublicClient({ chain, transport: http(rpcUrl), pollingInterval: 200 });
  const walletClient = createWalletClient({ chain, transport: http(rpcUrl), account: ACCOUNTS.developer });
  const { JobEscrow: escrow, BlackToken } = addressesOf(chainId);
  const job = await getJob(publicClient, { escrow, jobId });
  const { terms, stage, requester } = job;
  const left = budgetFrom(terms, stage) + terms.usePrice;
  const returned = money(left, terms.currency, currencyOf(BlackToken));
  if (!options.yes) await confirm(`Take job ${jobId} back? ${returned} returns to the credits of ${requester}.`);

  const { hash } = await cancelJob({ publicClient, walletClient }, { jobId, job });
  result(options.json, { jobId: id, returned: left, transaction: hash }, () =>
    table([
      ["job", `${jobId}, cancelled`],
      ["returned", `${returned}, to the credits of ${requester}`],
    ]),
  );
}
