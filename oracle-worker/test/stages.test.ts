import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import {
  digestToCid,
  type JobSpec,
  JobStatus,
  jobEscrowAbi,
  Output,
  setAsk,
  setCapabilities,
  stagePrice,
  stageWeights,
} from "@blacktail/sdk";
import { parseEther } from "viem";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { modelOf } from "./support/modelOf.ts";
import { type Service, until } from "./support/processes.ts";
import {
  countEvents,
  creditsOf,
  jobOf,
  post,
  startWorker,
  startWorld,
  trainSpec,
  type World,
} from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld([3, 4]);
});
afterEach(() => world.killWorkers());
after(() => world.stop());

const CRASH = new URL("./support/crashAt.ts", import.meta.url).href;

/** A network small enough to be quick, with epochs enough for its stages to end in different ones. */
async function stagedSpec(stages: JobSpec["stages"]): Promise<JobSpec> {
  const spec = await trainSpec(world, { stages });
  return {
    ...spec,
    framework: { family: "deep", name: "mlp", version: "1.0.0", config: { epochs: 12, width: 16, blocks: 1 } },
  };
}

const stageReached = (jobId: bigint, stage: number, status: number, worker: Service) =>
  until(
    `stage ${stage} in status ${status}`,
    async () => {
      const job = await jobOf(world, jobId);
      return job.stage === stage && job.status === status && job;
    },
    60_000,
  ).catch((error) => assert.fail(`${error}\n${worker.story()}`));

async function outputsOf(jobId: bigint): Promise<Output[]> {
  const events = await world.chain.publicClient.getContractEvents({
    address: world.chain.addresses.JobEscrow,
    abi: jobEscrowAbi,
    eventName: "ResultSubmitted",
    args: { jobId },
    fromBlock: 0n,
    strict: true,
  });
  return Promise.all(events.map(({ args }) => world.storage.getJson(Output, digestToCid(args.body.outputDigest))));
}

test("a provider does a stage and vanishes; another goes on from its checkpoint, byte for byte, and each is paid for its own", {
  timeout: 240_000,
}, async () => {
  const spec = await stagedSpec([{ epochs: 4 }, { epochs: 4 }, { epochs: 4 }]);
  const budget = parseEther("3") + 1n;
  const credits = [await creditsOf(world, 3), await creditsOf(world, 4)];
  const first = startWorker(world, 3);
  await first.line(/^the provider is in order$/);
  const jobId = await post(world, spec, { budget, stages: stageWeights(spec), attempts: 2 });
  await stageReached(jobId, 0, JobStatus.Pending, first);
  await first.stop("SIGKILL");
  const second = startWorker(world, 4, { BLACKTAIL_PUBLIC_SERVICE: "true" });
  await second.line(/^the provider is in order$/);
  // The window passes; nobody but the second worker is there to settle.
  await world.chain.increaseTime(70);
  await stageReached(jobId, 1, JobStatus.Pending, second);
  await world.chain.increaseTime(70);
  await stageReached(jobId, 2, JobStatus.Pending, second);
  await world.chain.increaseTime(70);
  await until("the end", async () => (await jobOf(world, jobId)).status === JobStatus.Done).catch((error) =>
    assert.fail(`${error}\n${second.story()}`),
  );
  const outputs = await outputsOf(jobId);
  assert.deepEqual(
    outputs.map(({ stage, artifacts }) => [stage, artifacts.checkpoint !== undefined, artifacts.model !== undefined]),
    [
      [0, true, false],
      [1, true, false],
      [2, false, true],
    ],
  );
  assert.equal(outputs[2]?.artifacts.model?.digest, await modelOf(world, spec));
  const terms = { budget, stages: [1, 1, 1] };
  const net = (stage: number) => stagePrice(terms, stage) - (stagePrice(terms, stage) * 500n) / 10_000n;
  assert.equal((await creditsOf(world, 3)) - (credits[0] ?? 0n), net(0));
  assert.equal((await creditsOf(world, 4)) - (credits[1] ?? 0n), net(1) + net(2));
});

test("a training that is finished early is passed on: later stages say the same, compute nothing, and are paid", {
  timeout: 240_000,
}, async () => {
  // Clusters know no stages: the first does them whole.
  const framework = { family: "unsupervised", name: "k-means", version: "1.0.0", config: {} };
  const spec = await trainSpec(world, { stages: [{}, {}], framework });
  const worker = startWorker(world, 3);
  await worker.line(/^the provider is in order$/);
  const jobId = await post(world, spec, { stages: [1, 1] });
  await stageReached(jobId, 0, JobStatus.Pending, worker);
  await world.chain.increaseTime(61);
  await stageReached(jobId, 1, JobStatus.Pending, worker);
  const [one, two] = await outputsOf(jobId);
  assert.deepEqual(two, { ...one, stage: 1 });
  assert.ok(two?.artifacts.model !== undefined);
  await world.chain.increaseTime(61);
  await until("the end", async () => (await jobOf(world, jobId)).status === JobStatus.Done);
  assert.equal(await countEvents(world, "ProviderPaid", jobId), 2);
});

test("spec and terms that divide the training differently are refused", { timeout: 180_000 }, async () => {
  const worker = startWorker(world, 3);
  await worker.line(/^the provider is in order$/);
  const jobId = await post(world, await stagedSpec([{ epochs: 6 }, { epochs: 6 }]), { stages: [1, 1, 1] });
  const line = await worker.line(/^not taking the job$/, undefined, (each) => each.jobId === `${jobId}`);
  assert.equal(line.code, "stages");
  assert.match(String(line.reason), /its spec has 2 stages, its terms pay 3/);
});

test("who announces less than a job asks for, or asks more than it pays, lets it be and says so", {
  timeout: 180_000,
}, async () => {
  const { publicClient, wallet, addresses } = world.chain;
  assert.ok((await publicClient.getCode({ address: addresses.JobLens })) !== undefined);
  const worker = startWorker(world, 4);
  await worker.line(/^the provider is in order$/);
  const capable = await post(world, await trainSpec(world), { capabilities: 2n });
  const line = await worker.line(/^not taking the job$/, undefined, (each) => each.jobId === `${capable}`);
  assert.equal(line.code, "capabilities");
  const clients = { publicClient, walletClient: wallet(4), addresses };
  await setCapabilities(clients, { provider: testAccount(4).address, capabilities: 6n });
  await worker.line(/^claimed$/, undefined, (each) => each.jobId === `${capable}`);
  await setAsk(clients, { provider: testAccount(4).address, currency: 0n, price: parseEther("2") });
  await worker.stop();
  const again = startWorker(world, 4);
  await again.line(/^the provider is in order$/);
  const cheap = await post(world, await trainSpec(world), {});
  const refusal = await again.line(/^not taking the job$/, undefined, (each) => each.jobId === `${cheap}`);
  assert.equal(refusal.code, "price");
  await setAsk(clients, { provider: testAccount(4).address, currency: 0n, price: 0n });
});

for (const [what, at] of [
  ["its result of the second stage is kept, nothing signed", 'journal:"stage":1'],
  ["the settlement of the first stage has left", "broadcast:3"],
] as const) {
  test(`killed when ${what}: goes on with the stage, and each stage is paid once`, { timeout: 240_000 }, async () => {
    const spec = await stagedSpec([{ epochs: 6 }, { epochs: 6 }]);
    const doomed = startWorker(world, 3, { CRASH_AT: at }, ["--import", CRASH]);
    await doomed.line(/^the provider is in order$/);
    const jobId = await post(world, spec, { stages: [1, 1] });
    await stageReached(jobId, 0, JobStatus.Pending, doomed);
    await world.chain.increaseTime(61);
    assert.equal(await doomed.ended(), "SIGKILL", doomed.story());
    const worker = startWorker(world, 3);
    await stageReached(jobId, 1, JobStatus.Pending, worker);
    await world.chain.increaseTime(61);
    await until("the end", async () => (await jobOf(world, jobId)).status === JobStatus.Done).catch((error) =>
      assert.fail(`${error}\n${worker.story()}`),
    );
    for (const event of ["JobClaimed", "ResultSubmitted", "ProviderPaid"] as const) {
      assert.equal(await countEvents(world, event, jobId), 2, event);
    }
  });
}
