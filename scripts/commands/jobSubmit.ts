import {
  addressesOf,
  BlacktailError,
  createStorage,
  currencyOf,
  describeError,
  NATIVE,
  stageCount,
} from "@blacktail/sdk";
import { type Command, Option } from "commander";
import { createPublicClient, createWalletClient, formatEther, http } from "viem";
import { amountOf } from "../lib/amount.ts";
import { confirm } from "../lib/confirm.ts";
import { awaitResult } from "../lib/jobs/awaitResult.ts";
import { downloadResult } from "../lib/jobs/downloadResult.ts";
import { CLAIM_SECONDS, longestWait, postTraining } from "../lib/jobs/postTraining.ts";
import { runReportOf } from "../lib/jobs/watch.ts";
import { localStack } from "../lib/localStack.ts";
import { wholeNumber } from "../lib/options.ts";
import { result, table } from "../lib/output.ts";
import { addTrainingOptions, type TrainingOptions } from "../lib/training/options.ts";
import { planTraining } from "../lib/training/plan.ts";
import { ACCOUNTS } from "../stack/accounts.ts";
import { localChain } from "../stack/network.ts";

type Options = TrainingOptions & {
  price: string;
  replicas: number;
  priority: number;
  currency: "eth" | "black";
  wait?: boolean;
  out?: string;
  yes?: boolean;
  dataDir?: string;
  json?: boolean;
};

/** As many as the chain takes. */
const MOST_REPLICAS = 9;
/** Where a block comes each second, tickets come up within seconds. */
const PRIORITY_SECONDS = 6;

const EXAMPLES = `
Examples:
  blacktail job submit --spec ./blacktail-model/spec.json --data titanic.csv --price 0.05 --wait
  blacktail job submit --family supervised --data titanic.csv --target survived --price 20 --currency black
  blacktail job submit --family deep --data shakespeare.txt --price 0.1 --stages 4 --replicas 2
Data, spec and result become readable to anybody who knows their digests.`;

/** `blacktail job submit`: a training as `blacktail train` runs it, on a provider's machine. */
export function jobSubmitCommand(job: Command): void {
  addTrainingOptions(
    job.command("submit").description("let a provider of the local stack train, with the price in escrow"),
  )
    .requiredOption("--price <amount>", "what all providers together are paid, e.g. 0.05")
    .addOption(new Option("--currency <name>", "what it is paid in").choices(["eth", "black"]).default("eth"))
    .option("--replicas <number>", "how many providers do the same and must agree", wholeNumber(1, MOST_REPLICAS), 1)
    .option(
      "--priority <seconds>",
      "how long tickets, drawn by stake, decide who may claim",
      wholeNumber(0, CLAIM_SECONDS),
      PRIORITY_SECONDS,
    )
    .option("--wait", "follow the job and download its result")
    .option("--out <folder>", "where the result goes (default ./blacktail-job-<id>)")
    .option("--yes", "do not ask before money moves")
    .option("--data-dir <folder>", "folder of the running stack (default .data)")
    .option("--json", "print one JSON object as the last line")
    .addHelpText("after", EXAMPLES)
    .action(submitJob);
}

async function submitJob(options: Options): Promise<void> {
  const price = amountOf("--price", options.price);
  if (options.spec !== undefined && options.device !== undefined) throw settled(options.spec);
  const plan = await planTraining(options);
  const { rpcUrl, chainId, storageApi, subgraphUrl } = localStack(options.dataDir);
  const money = `${formatEther(price)} ${options.currency === "eth" ? "ETH" : "$BLACK"}`;
  if (!options.yes) await confirm(`Publish the data and put ${money} of ${ACCOUNTS.developer.address} into escrow?`);

  const chain = localChain(rpcUrl);
  const publicClient = createPublicClient({ chain, transport: http(rpcUrl), pollingInterval: 200 });
  const walletClient = createWalletClient({ chain, transport: http(rpcUrl), account: ACCOUNTS.developer });
  const addresses = addressesOf(chainId);
  const storage = createStorage({ api: storageApi });
  const currency = options.currency === "eth" ? NATIVE : currencyOf(addresses.BlackToken);
  const posted = await postTraining(
    plan,
    { clients: { publicClient, walletClient }, storage, addresses },
    { currency, budget: price, replicas: options.replicas, priorityPeriod: options.priority },
  );
  const { jobId, hash } = posted;
  const { specDigest } = posted.job.terms;
  const stages = stageCount(posted.job.terms);
  const { replicas, price: asked } = options;
  const facts = { jobId, specDigest, price: asked, currency: options.currency, stages, replicas, transaction: hash };
  if (!options.wait) {
    result(options.json, facts, () =>
      table([
        ["job", String(jobId)],
        ["paid", `${money} in escrow`],
        ["work", `${stages} stage${stages === 1 ? "" : "s"}, ${replicas} provider${replicas === 1 ? "" : "s"} each`],
        ["spec", specDigest],
        ["next", `blacktail job show ${jobId}`],
      ]),
    );
    return;
  }
  console.error(`Job ${jobId} is open; waiting for a provider.`);
  const watched = { publicClient, storage, subgraphUrl, escrow: addresses.JobEscrow, jobId };
  const { job, output } = await awaitResult(watched, longestWait(plan.spec) * 1_000);
  const out = options.out ?? `./blacktail-job-${jobId}`;
  const run = await runReportOf(watched, storage).catch((error: unknown) => {
    // What the provider says of its run is no part of the result, and must not keep anybody from it.
    console.error(`The provider's report of its run cannot be read: ${describeError(error).message}`);
    return undefined;
  });
  const { artifact, digest } = await downloadResult(storage, { spec: plan.spec, output, jobId, run }, out);
  const { metrics } = output;
  const providers = replicas === 1 ? [job.provider] : job.replicas.map(({ provider }) => provider);
  const device = run?.executionProvider;
  result(options.json, { ...facts, providers, device, metrics, artifact, digest }, () =>
    table([
      ["job", `${jobId}, ${money}`],
      ["computed for", providers.join(" ")],
      ...(run === undefined ? [] : [["computed by", `${device}, on ${run.hardware}`] as const]),
      ...Object.entries(metrics).map(([name, value]): [string, string] => [name, String(Number(value.toPrecision(4)))]),
      ["model", artifact],
      ["digest", digest],
    ]),
  );
}

/** On one's own machine --device may differ from what the spec says; a provider keeps to the spec. */
function settled(path: string): BlacktailError {
  return new BlacktailError({
    code: "CLI_SPEC_SETTLED",
    message: `--device is given, but ${path} says that already.`,
    fix: "Leave --device out; `blacktail train --device webgpu` writes a spec for GPUs.",
  });
}
