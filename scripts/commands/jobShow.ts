import {
  addressesOf,
  currencyOf,
  digestToCid,
  getJob,
  getPanel,
  type Job,
  jobStatusName,
  type Panel,
  stageCount,
  stagePrice,
} from "@blacktail/sdk";
import type { Command } from "commander";
import pc from "picocolors";
import { createPublicClient, http, zeroAddress, zeroHash } from "viem";
import { eventSentence, type Units } from "../lib/jobs/eventSentence.ts";
import { jobEvents, type TimedEvent } from "../lib/jobs/jobEvents.ts";
import { jobNumber } from "../lib/jobs/jobNumber.ts";
import { nextStep } from "../lib/jobs/nextStep.ts";
import { localStack } from "../lib/localStack.ts";
import { money } from "../lib/money.ts";
import { result, table } from "../lib/output.ts";
import { localChain } from "../stack/network.ts";

/** `blacktail job show ID`, or `blacktail job ID`: a job as the chain has it. */
export function jobShowCommand(job: Command): void {
  job
    .command("show", { isDefault: true })
    .description("show a job as the chain has it: who did what when, and what comes next")
    .argument("<id>", "the job's number")
    .option("--data-dir <folder>", "folder of the running stack (default .data)")
    .option("--json", "print one JSON object as the last line")
    .action(showJob);
}

async function showJob(id: string, options: { dataDir?: string; json?: boolean }): Promise<void> {
  const jobId = jobNumber(id);
  const { rpcUrl, chainId } = localStack(options.dataDir);
  const client = createPublicClient({ chain: localChain(rpcUrl), transport: http(rpcUrl) });
  const addresses = addressesOf(chainId);
  const job = await getJob(client, { escrow: addresses.JobEscrow, jobId });
  const panelId = job.dispute?.panelId || job.dispute?.auditId;
  const panel = panelId ? await getPanel(client, { referees: addresses.Referees, panelId }) : undefined;
  const [events, { timestamp }] = await Promise.all([jobEvents(client, addresses, jobId), client.getBlock()]);
  const next = nextStep(job, Number(timestamp), panel);
  const black = currencyOf(addresses.BlackToken);
  const units: Units = {
    paid: (amount) => money(amount, job.terms.currency, black),
    black: (amount) => money(amount, black, black),
  };
  const timeline = events.map((event) => ({
    at: event.at,
    block: event.blockNumber,
    transaction: event.transactionHash,
    event: event.eventName,
    text: eventSentence(event, units),
  }));
  const { status, ...rest } = job;
  result(options.json, { jobId: id, statusName: jobStatusName(status), status, ...rest, next, timeline }, () =>
    [table(facts(job, panel, units)), "", table([["next", next]]), "", table(rowsOf(events, units))].join("\n"),
  );
}

function facts(job: Job, panel: Panel | undefined, { paid, black }: Units): [string, string][] {
  const { terms, replicas, stage } = job;
  const stages = stageCount(terms);
  const prices = Array.from({ length: stages }, (_, index) => paid(stagePrice(terms, index)));
  const workers = terms.replicas === 1 ? [job.provider] : replicas.map(({ provider }) => provider);
  const working = workers.filter((provider) => provider !== zeroAddress);
  return [
    ["status", `${jobStatusName(job.status)}${stages > 1 ? `, stage ${stage + 1} of ${stages}` : ""}`],
    ["requester", job.requester],
    [terms.replicas === 1 ? "provider" : `providers of ${terms.replicas}`, working.join(" ") || "none yet"],
    ["budget", stages > 1 ? `${paid(terms.budget)}: ${prices.join(" + ")}` : paid(terms.budget)],
    ...(terms.usePrice === 0n ? [] : [["use of the model", paid(terms.usePrice)] as [string, string]]),
    ["stake lock", black(terms.stakeLock)],
    ["attempts left", String(job.attemptsLeft)],
    ["spec", digestToCid(terms.specDigest)],
    ...(job.input === zeroHash ? [] : [["continues from", digestToCid(job.input)] as [string, string]]),
    ["output", job.result === zeroHash ? "none yet" : digestToCid(job.result)],
    ...(panel === undefined
      ? []
      : [["panel", `${panel.panelId}: ${panel.seated} of ${panel.seats} sit`] as [string, string]]),
  ];
}

function rowsOf(events: readonly TimedEvent[], units: Units): [string, string][] {
  return events.map((event) => [
    new Date(event.at * 1000).toISOString(),
    `${eventSentence(event, units)}  ${pc.dim(`block ${event.blockNumber}`)}`,
  ]);
}
