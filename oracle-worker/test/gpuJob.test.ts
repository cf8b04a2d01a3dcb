import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, test } from "node:test";
import { makeDemoDataset } from "@blacktail/frameworks";
import {
  BlacktailError,
  claimJob,
  digestToCid,
  type Job,
  type JobSpec,
  JobStatus,
  jobEscrowAbi,
  Output,
  RunReport,
  trainingSpec,
} from "@blacktail/sdk";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { type Line, type Service, until } from "./support/processes.ts";
import { softwareGpu } from "./support/softwareGpu.ts";
import { jobOf, LIMITS, post, startWorker, startWorld, urlOf, type World } from "./support/world.ts";

const gpu = softwareGpu();
const ROWS = 200;
const limits = { ...LIMITS, wallSeconds: 200 };
let world: World;
before(async () => {
  world = await startWorld([3, 4]);
});
afterEach(() => world.killWorkers());
after(() => world.stop());

async function gpuSpec(change: Partial<Parameters<typeof trainingSpec>[0]> = {}): Promise<JobSpec> {
  // A GPU made of software is slow: few rows will do.
  const csv = makeDemoDataset({ seed: 1 })
    .split("\n")
    .slice(0, ROWS + 1)
    .join("\n");
  const data = await world.storage.put(new TextEncoder().encode(csv));
  const config = { model: "linear", epochs: 3, members: 1 };
  return trainingSpec({ data, target: "fails", config, limits, profile: "fp32-gpu", ...change });
}

function startGpuWorker(provider: number, env: Record<string, string> = {}): Service {
  assert.ok(typeof gpu !== "string");
  return startWorker(world, provider, { ...gpu, BLACKTAIL_DEVICES: "webgpu", ...env });
}

async function submitted(jobId: bigint, worker: Service): Promise<Job> {
  return until(
    "a result",
    async () => {
      // Read while a block arrives, the job's events and its hash may be of two moments.
      const now = await jobOf(world, jobId).catch((error: unknown) => {
        if (!(error instanceof BlacktailError && error.retryable)) throw error;
      });
      return now?.status === JobStatus.Pending && now;
    },
    150_000,
  ).catch((error) => assert.fail(`${error}\n${worker.story()}`));
}

async function bodyOf(jobId: bigint) {
  const [event] = await world.chain.publicClient.getContractEvents({
    address: world.chain.addresses.JobEscrow,
    abi: jobEscrowAbi,
    eventName: "ResultSubmitted",
    args: { jobId },
    fromBlock: 0n,
  });
  assert.ok(event?.args.body);
  return event.args.body;
}

test("a job for a GPU is refused where there is none, and computed by the GPU where there is one", {
  timeout: 400_000,
}, async (context) => {
  if (typeof gpu === "string") return context.skip(gpu);
  const jobId = await post(world, await gpuSpec());
  const without = startWorker(world, 4, { ...gpu, BLACKTAIL_DEVICES: "cpu" });
  const refusal = await without.line(/^not taking the job$/, 30_000, (line) => line.jobId === `${jobId}`);
  assert.equal(refusal.code, "profile");
  assert.equal(refusal.reason, "profile fp32-gpu needs a GPU, this worker computes with cpu");

  const worker = startGpuWorker(3);
  const found = await worker.line(/^jobs compute with these devices$/, 60_000);
  assert.deepEqual(found.devices, ["webgpu", "cpu"]);
  const job = await submitted(jobId, worker);
  const output = await world.storage.getJson(Output, digestToCid(job.result));
  assert.ok((output.metrics.accuracy ?? 0) > 0.5, JSON.stringify(output.metrics));
  const body = await bodyOf(jobId);
  assert.equal(job.terms.profile, 1, "fp32-gpu");
  const report = await world.storage.getJson(RunReport, digestToCid(body.reportDigest));
  assert.equal(report.executionProvider, "webgpu");
  assert.equal(report.runtime.name, "onnxruntime-node");

  const url = await urlOf(worker);
  const health = await (await fetch(`${url}/healthz`)).json();
  assert.deepEqual((health as { devices: unknown }).devices, ["webgpu", "cpu"]);
  assert.match(await (await fetch(`${url}/metrics`)).text(), /^blacktail_worker_device\{device="webgpu"\} 1$/m);
});

test("a framework without a part for the GPU is said to be computed by the CPU", {
  timeout: 400_000,
}, async (context) => {
  if (typeof gpu === "string") return context.skip(gpu);
  const worker = startGpuWorker(3);
  const jobId = await post(world, await gpuSpec({ config: { model: "trees", rounds: 10, members: 1 } }));
  await submitted(jobId, worker);
  const report = await world.storage.getJson(RunReport, digestToCid((await bodyOf(jobId)).reportDigest));
  assert.equal(report.executionProvider, "cpu");
});

test("two jobs for one GPU are computed one after the other, beside one for the CPU", {
  timeout: 400_000,
}, async (context) => {
  if (typeof gpu === "string") return context.skip(gpu);
  const jobs = [
    await post(world, await gpuSpec({ seed: 2, device: "webgpu" })),
    await post(world, await gpuSpec({ seed: 3 })),
    await post(world, await gpuSpec({ seed: 4, profile: "fp32-cpu" })),
  ];
  const worker = startGpuWorker(3, { BLACKTAIL_CONCURRENCY: "3" });
  for (const jobId of jobs) await submitted(jobId, worker);
  const busy = worker.lines.filter(({ msg, code }) => msg === "not taking the job" && code === "busy");
  assert.equal(busy.length, 1);
  assert.match(String(busy[0]?.reason), /^the GPU computes for job \d+$/);
  const steps = worker.lines.flatMap(({ msg, jobId, phase }) =>
    msg === "claiming" || msg === "result submitted" || (msg === "working" && phase === "training")
      ? [{ msg, jobId: String(jobId) }]
      : [],
  );
  const ofGpu = steps.filter(({ jobId }) => jobId !== `${jobs[2]}`).map(({ jobId }) => jobId);
  assert.equal(new Set(ofGpu.slice(0, 3)).size, 1, JSON.stringify(steps));
});

test("a worker that lost its GPU delivers nothing of the CPU's in its place, and the job when the GPU is back", {
  timeout: 400_000,
}, async (context) => {
  if (typeof gpu === "string") return context.skip(gpu);
  const jobId = await post(world, await gpuSpec({ seed: 5 }));
  const first = startGpuWorker(3);
  const isOfJob = (line: Line) => line.jobId === `${jobId}`;
  await first.line(/^working$/, 60_000, (line) => isOfJob(line) && line.phase === "training");
  await first.stop("SIGKILL");
  const blind = startWorker(world, 3, { BLACKTAIL_DEVICES: "cpu" });
  const failure = await blind.line(/^the run failed; trying again$/, 30_000, isOfJob);
  assert.match(JSON.stringify(failure.err), /WORKER_DEVICE.*needs a GPU, this worker computes with cpu/);
  assert.equal((await jobOf(world, jobId)).status, JobStatus.Working);
  await blind.stop();
  await submitted(jobId, startGpuWorker(3));
  const report = await world.storage.getJson(RunReport, digestToCid((await bodyOf(jobId)).reportDigest));
  assert.equal(report.executionProvider, "webgpu");
});

/** The driver, by a manifest of its own, that breaks when told to. */
function driverOf({ LD_LIBRARY_PATH: folder = "" }: Readonly<Record<string, string>>, name: string) {
  const manifest = join(world.folder, `${name}.json`);
  const ICD = { library_path: join(folder, "libvk_swiftshader.so"), api_version: "1.0.5" };
  const works = () => writeFileSync(manifest, JSON.stringify({ file_format_version: "1.0.0", ICD }));
  works();
  return { manifest, works, breaks: () => writeFileSync(manifest, "{}") };
}

test("a GPU whose driver breaks after the start claims nothing until it works again", {
  timeout: 400_000,
}, async (context) => {
  if (typeof gpu === "string") return context.skip(gpu);
  const driver = driverOf(gpu, "icd");
  const worker = startGpuWorker(3, { VK_ICD_FILENAMES: driver.manifest });
  await worker.line(/^jobs compute with these devices$/, 60_000);
  driver.breaks();
  const jobId = await post(world, await gpuSpec({ seed: 6 }));
  const failure = await worker.line(/^consider failed; trying again$/, 60_000, (line) => line.jobId === `${jobId}`);
  assert.match(JSON.stringify(failure.err), /DEVICE_FAILED.*webgpu cannot be used here/);
  assert.equal((await jobOf(world, jobId)).status, JobStatus.Open);
  driver.works();
  await submitted(jobId, worker);
});

test("a job that waits for the GPU keeps no other from computing, which has it", {
  timeout: 400_000,
}, async (context) => {
  if (typeof gpu === "string") return context.skip(gpu);
  const driver = driverOf(gpu, "other-icd");
  // It claims nothing itself: two claims with one key at once would meet in one nonce.
  const env = { VK_ICD_FILENAMES: driver.manifest, BLACKTAIL_CONCURRENCY: "1", BLACKTAIL_MIN_PRICE_ETH: "1000" };
  const worker = startGpuWorker(3, env);
  await worker.line(/^jobs compute with these devices$/, 60_000);
  driver.breaks();
  const jobs: bigint[] = [];
  for (const seed of [7, 8]) {
    const jobId = await post(world, await gpuSpec({ seed }));
    await claimJob(world.chain.clients(6), { jobId, provider: testAccount(3).address });
    jobs.push(jobId);
  }
  // One fails and keeps the GPU for its next try; the other is started in the meantime.
  const failed = await worker.line(/^the run failed; trying again$/, 60_000);
  const other = jobs.find((jobId) => `${jobId}` !== failed.jobId);
  await worker.line(/^the job waits for the GPU$/, 60_000);
  driver.works();
  for (const jobId of jobs) await submitted(jobId, worker);
  const waits = worker.lines.filter(({ msg }) => msg === "the job waits for the GPU");
  assert.deepEqual(
    waits.map(({ jobId, holder }) => ({ jobId, holder })),
    [{ jobId: `${other}`, holder: failed.jobId }],
    "said once",
  );
});
