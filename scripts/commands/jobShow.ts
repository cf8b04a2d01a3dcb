import { addressesOf, BlacktailError, digestToCid, getJob, jobStatusName } from "@blacktail/sdk";
import type { Command } from "commander";
import { createPublicClient, http } from "viem";
import { localStack } from "../lib/localStack.ts";
import { result, table } from "../lib/output.ts";
import { localChain } from "../stack/network.ts";

/** `blacktail job show ID`, or `blacktail job ID`: a job as the chain has it. */
export function jobShowCommand(job: Command): void {
  job
    .command("show", { isDefault: true })
    .description("show a job as the chain has it")
    .argument("<id>", "the job's number")
    .option("--data-dir <folder>", "folder of the running stack (default .data)")
    .option("--json", "print one JSON object as the last line")
    .action(showJob);
}

async function showJob(id: string, options: { dataDir?: string; json?: boolean }): Promise<void> {
  if (!/^\d{1,78}$/.test(id))
    throw new BlacktailError({
      code: "CLI_BAD_JOB",
      message: `"${id}" is no job number.`,
      fix: "Give a whole number, e.g. 1.",
    });
  const { rpcUrl, chainId } = localStack(options.dataDir);
  const client = createPublicClient({ chain: localChain(rpcUrl), transport: http(rpcUrl) });
  const job = await getJob(client, { escrow: addressesOf(chainId).JobEscrow, jobId: BigInt(id) });
  result(options.json, { jobId: id, statusName: jobStatusName(job.status), ...job }, () =>
    table([
      ["status", jobStatusName(job.status)],
      ["requester", job.requester],
      ["provider", job.provider],
      ["price", `${job.terms.price} of currency ${job.terms.currency} (smallest unit)`],
      ["stake lock", `${job.terms.stakeLock} wei of $BLACK`],
      ["spec", digestToCid(job.terms.specDigest)],
      ["output", /^0x0+$/.test(job.outputDigest) ? "none yet" : digestToCid(job.outputDigest)],
      ["until", job.deadline === 0n ? "final" : new Date(Number(job.deadline) * 1000).toISOString()],
    ]),
  );
}
