import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeDemoDataset, trainSpec } from "@blacktail/frameworks";
import {
  approveModule,
  canonicalJson,
  challengeJob,
  claimJob,
  closeReveals,
  commitReplica,
  currencyOf,
  deposit,
  digestJson,
  digestToCid,
  getPanel,
  inputRoot,
  type Job,
  type JobSpec,
  type JobTerms,
  jobEscrowAbi,
  type Output,
  type Panel,
  parseDocument,
  type ReceiptBody,
  receiptDigest,
  receiptOf,
  receiptTypedData,
  refereesAbi,
  resultCommitment,
  revealReplica,
  submitResult,
  TrainingReport,
  VoteReason,
} from "@blacktail/sdk";
import { type Hex, parseEther, zeroHash } from "viem";
import { testAccount } from "../../../sdk/test/support/accounts.ts";
import { letStakeCount } from "../../../sdk/test/support/money.ts";
import { setAuditRate } from "../../../sdk/test/support/setAuditRate.ts";
import type { Service } from "./processes.ts";
import { until } from "./processes.ts";
import { DEVELOPER, jobOf, post, trainSpec as specFor, startWorld, type World } from "./world.ts";

/** The provider whose results are in question; a test acts for it by its operator. */
const PROVIDER = 3;
/** A provider with a worker of its own, that sits on panels. */
export const REFEREE = 5;
/** Another provider that a test acts for. */
const SECOND = 4;
export const provider = testAccount(PROVIDER).address;
export const referee = testAccount(REFEREE).address;

/** So long after a panel began the stakes of these worlds are drawn, s. */
const TICKETS_OPEN = 20;

/** A world with both providers, whose blocks come by themselves, two or three a second, a second or more apart. */
export async function startPanelWorld(): Promise<World & { pause: () => () => void }> {
  const world = await startWorld([PROVIDER, SECOND, REFEREE]);
  const { chain } = world;
  await deposit(chain.clients(0), {
    currency: currencyOf(chain.addresses.BlackToken),
    amount: parseEther("1000"),
    to: testAccount(DEVELOPER).address,
  });
  await approveModule(chain.clients(DEVELOPER), { module: chain.addresses.JobEscrow });
  await letStakeCount(chain);
  let isPaused = false;
  let mining: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    if (isPaused) return;
    // A block that fails with the end of the chain is no news.
    mining = chain.increaseTime(1).catch(() => undefined);
  }, 400);
  return {
    ...world,
    pause: () => {
      isPaused = true;
      return () => {
        isPaused = false;
      };
    },
    stop: async () => {
      clearInterval(timer);
      await mining;
      await world.stop();
    },
  };
}

export type Work = { spec: JobSpec; output: Output; modelPath: string; remove: () => void };

/** Trains as a provider does; what came of it is in storage. */
export async function doWork(world: World, change: Partial<JobSpec> = {}): Promise<Work> {
  const spec = await specFor(world, change);
  const folder = mkdtempSync(join(tmpdir(), "panel-work-"));
  const csv = join(folder, "data.csv");
  writeFileSync(csv, makeDemoDataset({ seed: 1 }));
  const [data] = spec.data;
  const inputs = new Map<Hex, string>(data === undefined ? [] : [[data.digest, csv]]);
  const trained = await trainSpec({ spec, inputs, outDir: folder, threads: 1 });
  const { storage } = world;
  const { digest: specDigest } = await storage.putJson(spec);
  const report = await storage.putJson(parseDocument(TrainingReport, canonicalJson(trained.report)));
  const { metrics, task, split } = trained;
  const model = await storage.put(readFileSync(trained.artifactPath));
  const roots = { state: zeroHash, trace: zeroHash };
  const output: Output = {
    v: 1,
    spec: specDigest,
    stage: 0,
    artifacts: { model, report },
    metrics,
    task,
    split,
    roots,
  };
  return {
    spec,
    output,
    modelPath: trained.artifactPath,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Posts a job, and brings it to its window with this result; the Output document is in storage only where it was put. */
export async function submit(
  world: World,
  { spec }: Pick<Work, "spec">,
  outputDigest: Hex,
  terms: Partial<JobTerms> = {},
): Promise<{ jobId: bigint; job: Job }> {
  const operator = world.chain.clients(PROVIDER + 3);
  const jobId = await post(world, spec, { challengePeriod: 600, ...terms });
  const { job } = await claimJob(operator, { jobId, provider });
  const body = bodyOf(spec, outputDigest);
  const domain = { chainId: 31337, escrow: world.chain.addresses.JobEscrow };
  const signature = await testAccount(PROVIDER + 3).signTypedData(
    receiptTypedData(receiptOf(jobId, job, body), domain),
  );
  return { jobId, job: (await submitResult(operator, { jobId, job, body, signature })).job };
}

/** Two providers, this world's first two, do the job with these results, and disagree. */
export async function submitReplicas(
  world: World,
  { spec }: Pick<Work, "spec">,
  outputs: readonly Hex[],
): Promise<{ jobId: bigint; job: Job }> {
  const { clients, addresses } = world.chain;
  const seats = [PROVIDER, SECOND];
  const jobId = await post(world, spec, { replicas: seats.length, challengePeriod: 600 });
  for (const seat of seats) await claimJob(clients(seat + 3), { jobId, provider: testAccount(seat).address });
  const domain = { chainId: 31337, escrow: addresses.JobEscrow };
  const bodies = outputs.map((outputDigest) => bodyOf(spec, outputDigest));
  for (const [at, seat] of seats.entries()) {
    const job = await jobOf(world, jobId);
    const member = testAccount(seat).address;
    const receipt = receiptOf(jobId, job, bodies[at] as ReceiptBody, member);
    const commitment = resultCommitment(receiptDigest(receipt, domain), digestJson(at), member);
    await commitReplica(clients(seat + 3), { jobId, provider: member, commitment });
  }
  for (const [at, seat] of seats.entries()) {
    const member = testAccount(seat).address;
    await revealReplica(clients(seat + 3), {
      jobId,
      provider: member,
      body: bodies[at] as ReceiptBody,
      salt: digestJson(at),
    });
  }
  return { jobId, job: (await closeReveals(clients(DEVELOPER), { jobId })).job };
}

function bodyOf(spec: JobSpec, outputDigest: Hex): ReceiptBody {
  return {
    inputRoot: inputRoot(spec.data),
    outputDigest,
    stateRoot: zeroHash,
    traceRoot: zeroHash,
    reportDigest: zeroHash,
  };
}

export function frameworkOf({ spec }: Work): NonNullable<JobSpec["framework"]> {
  if (spec.framework === undefined) throw new TypeError("The work is no training.");
  return spec.framework;
}

/** The storage loses a block: no store gives it any more. */
export async function forget({ storageUrl }: World, cid: string): Promise<void> {
  for (const call of [`pin/rm?arg=${cid}`, "repo/gc"]) {
    const response = await fetch(`${storageUrl}/api/v0/${call}`, { method: "POST" });
    if (!response.ok) throw new Error(`${call}: ${response.status} ${await response.text()}`);
    await response.text();
  }
}

/** From now on the lot falls on every result. */
export async function auditAll({ chain }: World): Promise<void> {
  await setAuditRate(chain.clients(0), 10_000);
}

/** What a kind of event of a job said, oldest first. */
export async function eventsOf({ chain }: World, eventName: "WrongResultSlashed", jobId: bigint) {
  const { publicClient, addresses } = chain;
  const events = await publicClient.getContractEvents({
    address: addresses.JobEscrow,
    abi: jobEscrowAbi,
    eventName,
    args: { jobId },
    fromBlock: 0n,
    strict: true,
  });
  return events.map(({ args }) => args);
}

/** The developer challenges; when this returns, the tickets for its seats are open. */
export async function challenge(world: World, jobId: bigint): Promise<bigint> {
  const { job } = await challengeJob(world.chain.clients(DEVELOPER), { jobId, reason: zeroHash });
  // The seed of tickets is known two blocks later.
  for (const seconds of [1, 1, TICKETS_OPEN]) await world.chain.increaseTime(seconds);
  return job.dispute?.panelId ?? 0n;
}

export function panelOf({ chain }: World, panelId: bigint): Promise<Panel> {
  return getPanel(chain.publicClient, { referees: chain.addresses.Referees, panelId });
}

/** Waits until the job has another status than this. */
export async function leaves(world: World, jobId: bigint, status: number, worker: Service): Promise<Job> {
  return until(
    `job ${jobId} to leave status ${status}`,
    async () => {
      const job = await jobOf(world, jobId);
      return job.status !== status && job;
    },
    60_000,
  ).catch((error) => {
    throw new Error(`${error}\n${worker.story()}`);
  });
}

/** The document behind what a member revealed, from storage. */
export async function reasonOf({ chain, storage }: World, panelId: bigint, member: Hex = referee): Promise<VoteReason> {
  const [event] = await chain.publicClient.getContractEvents({
    address: chain.addresses.Referees,
    abi: refereesAbi,
    eventName: "Revealed",
    args: { panelId, member },
    fromBlock: 0n,
    strict: true,
  });
  if (event === undefined) throw new Error(`nobody revealed a vote of ${member} on panel ${panelId}`);
  return storage.getJson(VoteReason, digestToCid(event.args.reason));
}
