import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import {
  approveModule,
  challengeJob,
  currencyOf,
  deposit,
  drawAudit,
  type Job,
  JobStatus,
  jobEscrowAbi,
  replicaPay,
  stageWeights,
} from "@blacktail/sdk";
import { parseEther, zeroHash } from "viem";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { auditAll } from "./support/panelWorld.ts";
import { type Service, until } from "./support/processes.ts";
import {
  countEvents,
  creditsOf,
  DEVELOPER,
  jobOf,
  post,
  startWorker,
  startWorld,
  trainSpec,
  type World,
} from "./support/world.ts";

/** As deep as the reorganisations of these tests go, in blocks. */
const DEPTH = 20;
/** Long enough for the blocks that are mined within it, s. */
const WINDOW = 900;

let world: World;
before(async () => {
  world = await startWorld([3, 4]);
  const { BlackToken, JobEscrow } = world.chain.addresses;
  const to = testAccount(DEVELOPER).address;
  await deposit(world.chain.clients(0), { currency: currencyOf(BlackToken), amount: parseEther("100"), to });
  await approveModule(world.chain.clients(DEVELOPER), { module: JobEscrow });
});
beforeEach(() => world.renew());
after(() => world.stop());

/** Puts what was mined so far out of the reach of a reorganisation. */
const bury = () => world.chain.testClient.mine({ blocks: DEPTH + 5 });

/** Takes the last blocks back, with everything in them, and mines as many empty ones. */
async function reorganise(): Promise<void> {
  await world.chain.testClient.request({ method: "anvil_reorg" as never, params: [DEPTH, []] as never });
}

async function started(...providers: number[]): Promise<Service[]> {
  // A transaction that is taken back before it was seen as mined is sent again when it is called stuck.
  const workers = providers.map((provider) => startWorker(world, provider, { BLACKTAIL_TX_STUCK_MS: "2000" }));
  await Promise.all(workers.map((worker) => worker.line(/^the provider is in order$/)));
  return workers;
}

async function reached(jobId: bigint, what: string, check: (job: Job) => boolean, workers: Service[]): Promise<Job> {
  return until(what, async () => {
    const job = await jobOf(world, jobId).catch(() => undefined);
    return job !== undefined && check(job) && job;
  }).catch((error) => assert.fail(`${error}\n${workers.map((worker) => worker.story()).join("\n----\n")}`));
}

const inStatus = (jobId: bigint, status: number, workers: Service[]) =>
  reached(jobId, `status ${status}`, (job) => job.status === status, workers);

/** Lets the window pass, and sees that the provider is paid for the last stage, once. */
async function paidOnce(jobId: bigint, workers: Service[], creditsBefore: bigint): Promise<void> {
  const pending = await inStatus(jobId, JobStatus.Pending, workers);
  await world.chain.increaseTime(WINDOW + 1);
  await inStatus(jobId, JobStatus.Done, workers);
  assert.equal(await countEvents(world, "JobSettled", jobId), 1);
  assert.equal((await creditsOf(world, 3)) - creditsBefore, replicaPay(pending).toProvider);
  const [worker] = workers;
  assert.ok(worker?.isRunning);
  assert.deepEqual(
    worker.lines.filter(({ level }) => level === "error" || level === "fatal"),
    [],
    worker.story(),
  );
}

const terms = { challengePeriod: WINDOW, workPeriod: 900, attempts: 3 };

async function commitments(jobId: bigint): Promise<string[]> {
  const { publicClient, addresses } = world.chain;
  const filter = {
    address: addresses.JobEscrow,
    abi: jobEscrowAbi,
    eventName: "ReplicaCommitted",
    args: { jobId },
  } as const;
  const events = await publicClient.getContractEvents({ ...filter, fromBlock: 0n, strict: true });
  return events.map(({ args }) => `${args.provider} ${args.commitment}`).toSorted();
}

test("Open: the job itself is taken back; another one with its number is done in its stead", {
  timeout: 240_000,
}, async () => {
  const workers = await started(3);
  const credits = await creditsOf(world, 3);
  await bury();
  const gone = await post(world, await trainSpec(world), { ...terms, claimPeriod: 4_000 });
  await workers[0]?.line(/^claimed$/);
  await reorganise();
  await until("it to be gone", async () => (await jobOf(world, gone).catch(() => "gone")) === "gone");
  const jobId = await post(world, await trainSpec(world, {}, 2), terms);
  assert.equal(jobId, gone, "the number is given again");
  await paidOnce(jobId, workers, credits);
});

test("Working: the claim is taken back, and made again", { timeout: 240_000 }, async () => {
  const workers = await started(3);
  const credits = await creditsOf(world, 3);
  const jobId = await post(world, await trainSpec(world), { ...terms, claimPeriod: 4_000 });
  // The claim may come before its job is out of reach; then both are taken back, which is the test before this one.
  await bury();
  await workers[0]?.line(/^claimed$/);
  await reorganise();
  await paidOnce(jobId, workers, credits);
  assert.equal(await countEvents(world, "JobClaimed", jobId), 1);
});

test("Pending: the submission is taken back, and the very same receipt is sent again", {
  timeout: 240_000,
}, async () => {
  const workers = await started(3);
  const credits = await creditsOf(world, 3);
  const jobId = await post(world, await trainSpec(world), terms);
  await workers[0]?.line(/^claimed$/);
  const working = await inStatus(jobId, JobStatus.Working, workers);
  await bury();
  const submitted = await inStatus(jobId, JobStatus.Pending, workers);
  await reorganise();
  const again = await inStatus(jobId, JobStatus.Pending, workers);
  assert.equal(again.result, submitted.result);
  assert.equal(await countEvents(world, "JobClaimed", jobId), 1);
  assert.ok(working.deadline > 0n);
  await paidOnce(jobId, workers, credits);
  const trainings = workers[0]?.lines.filter(({ msg, phase }) => msg === "working" && phase === "training") ?? [];
  assert.ok(trainings.length <= 1, "the result was in hand");
});

test("Done: the settlement is taken back, and made again: paid once", { timeout: 240_000 }, async () => {
  const workers = await started(3);
  const credits = await creditsOf(world, 3);
  const jobId = await post(world, await trainSpec(world), terms);
  await inStatus(jobId, JobStatus.Pending, workers);
  await bury();
  await world.chain.increaseTime(WINDOW + 1);
  await inStatus(jobId, JobStatus.Done, workers);
  await reorganise();
  await world.chain.increaseTime(WINDOW + 1);
  await inStatus(jobId, JobStatus.Done, workers);
  assert.equal(await countEvents(world, "JobSettled", jobId), 1);
  const paid = (await creditsOf(world, 3)) - credits;
  assert.ok(paid > 0n && paid < parseEther("1"), `${paid}`);
});

test("the next stage is taken back with the settlement that opened it: settled again, done again", {
  timeout: 240_000,
}, async () => {
  const workers = await started(3);
  const spec = await trainSpec(world, {
    stages: [{ epochs: 2 }, { epochs: 3 }],
    framework: { family: "deep", name: "mlp", version: "1.0.0", config: { epochs: 5, width: 8, blocks: 1 } },
  });
  const jobId = await post(world, spec, { ...terms, stages: stageWeights(spec) });
  await reached(jobId, "the first result", ({ stage, status }) => stage === 0 && status === JobStatus.Pending, workers);
  await bury();
  await world.chain.increaseTime(WINDOW + 1);
  const second = await reached(
    jobId,
    "the second result",
    ({ stage, status }) => stage === 1 && status === JobStatus.Pending,
    workers,
  );
  await reorganise();
  await world.chain.increaseTime(WINDOW + 1);
  const again = await reached(
    jobId,
    "the second result",
    ({ stage, status }) => stage === 1 && status === JobStatus.Pending,
    workers,
  );
  assert.equal(again.result, second.result);
  await world.chain.increaseTime(WINDOW + 1);
  await inStatus(jobId, JobStatus.Done, workers);
  assert.equal(await countEvents(world, "ProviderPaid", jobId), 2);
});

test("Revealing: commitments are taken back; the same ones are made again, and revealed", {
  timeout: 240_000,
}, async () => {
  const workers = await started(3, 4);
  const jobId = await post(world, await trainSpec(world), { ...terms, replicas: 2 });
  await inStatus(jobId, JobStatus.Working, workers);
  await bury();
  const revealed = await inStatus(jobId, JobStatus.Pending, workers);
  const before = await commitments(jobId);
  assert.equal(before.length, 2);
  await reorganise();
  const again = await inStatus(jobId, JobStatus.Pending, workers);
  assert.equal(again.result, revealed.result);
  assert.deepEqual(await commitments(jobId), before, "salts are kept");
  await world.chain.increaseTime(WINDOW + 1);
  await inStatus(jobId, JobStatus.Done, workers);
  assert.equal(await countEvents(world, "ProviderPaid", jobId), 2);
  assert.equal(await countEvents(world, "NoShowSlashed", jobId), 0);
});

test("Disputed: the challenge is taken back; the result stands and is paid", { timeout: 240_000 }, async () => {
  const workers = await started(3);
  const credits = await creditsOf(world, 3);
  const jobId = await post(world, await trainSpec(world), terms);
  await inStatus(jobId, JobStatus.Pending, workers);
  await bury();
  await challengeJob(world.chain.clients(DEVELOPER), { jobId, reason: zeroHash });
  await workers[0]?.line(/^the job moved on$/, undefined, ({ status }) => status === "Disputed");
  await reorganise();
  await paidOnce(jobId, workers, credits);
});

test("Audited: the draw of the lot is taken back; the result stands and is paid", { timeout: 240_000 }, async () => {
  await auditAll(world);
  const workers = await started(3);
  const credits = await creditsOf(world, 3);
  const jobId = await post(world, await trainSpec(world), terms);
  await inStatus(jobId, JobStatus.Pending, workers);
  await bury();
  await drawAudit(world.chain.clients(DEVELOPER), { jobId });
  await workers[0]?.line(/^the job moved on$/, undefined, ({ status }) => status === "Audited");
  await reorganise();
  await paidOnce(jobId, workers, credits);
  assert.equal(await countEvents(world, "AuditDrawn", jobId), 0);
});
