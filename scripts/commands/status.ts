import { querySubgraph } from "@blacktail/sdk";
import type { Command } from "commander";
import { formatEther } from "viem";
import { z } from "zod";
import { localStack } from "../lib/localStack.ts";
import { result, table } from "../lib/output.ts";

const Answer = z.object({
  _meta: z.object({ block: z.object({ number: z.int() }), hasIndexingErrors: z.boolean() }),
  protocol: z
    .object({
      models: z.int(),
      activeListings: z.int(),
      sales: z.int(),
      providers: z.int(),
      staked: z.string(),
      locked: z.string(),
      jobs: z.int(),
      openJobs: z.int(),
      doneJobs: z.int(),
      settledStages: z.int(),
      audits: z.int(),
      disputes: z.int(),
    })
    .nullable(),
});
const QUERY = `{ _meta { block { number } hasIndexingErrors }
  protocol(id: "blacktail") { models activeListings sales providers staked locked jobs openJobs doneJobs settledStages audits disputes } }`;

const black = (wei = "0") => `${formatEther(BigInt(wei))} $BLACK`;

/** `blacktail status`: how the local stack and what is on it stand. */
export function statusCommand(program: Command): void {
  program
    .command("status")
    .description("show how the local stack, and what is on it, stand")
    .option("--data-dir <folder>", "folder of the running stack (default .data)")
    .option("--json", "print one JSON object as the last line")
    .action(async (options: { dataDir?: string; json?: boolean }) => {
      const { mnemonic: _mnemonic, ...info } = localStack(options.dataDir);
      const { _meta, protocol } = await querySubgraph(info.subgraphUrl, QUERY, {}, Answer);
      result(
        options.json,
        { ...info, block: _meta.block.number, indexingErrors: _meta.hasIndexingErrors, protocol },
        () =>
          table([
            ["dApp", info.dappUrl],
            ["chain", info.rpcUrl],
            [
              "subgraph",
              `${info.subgraphUrl} at block ${_meta.block.number}${_meta.hasIndexingErrors ? ", with errors" : ""}`,
            ],
            [
              "providers",
              `${protocol?.providers ?? 0}, ${black(protocol?.staked)} staked, ${black(protocol?.locked)} locked`,
            ],
            [
              "jobs",
              `${protocol?.jobs ?? 0}: ${protocol?.openJobs ?? 0} open, ${protocol?.doneJobs ?? 0} done; ${protocol?.settledStages ?? 0} stages settled`,
            ],
            ["judged", `${protocol?.audits ?? 0} results by auditors, ${protocol?.disputes ?? 0} by referees`],
            [
              "models",
              `${protocol?.models ?? 0}: ${protocol?.activeListings ?? 0} listed, ${protocol?.sales ?? 0} sales`,
            ],
          ]),
      );
    });
}
