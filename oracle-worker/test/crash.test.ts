import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";
import { JobStatus } from "@blacktail/sdk";
import { testAccount } from "../../sdk/test/support/accounts.ts";
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
  world = await startWorld([3]);
});
// Each kill stands for itself: a worker would first bring to an end what a failed test left, and its transactions would be counted here.
beforeEach(() => world.renew());
after(() => world.stop());

const CRASH = new URL("./support/crashAt.ts", import.meta.url).href;
const nonce = () => world.chain.publicClient.getTransactionCount({ address: testAccount(6).address });

/** Lets a worker that is about to be killed take a job, and returns when it is dead. */
async function crash(at: string): Promise<bigint> {
  const worker = startWorker(world, 3, { CRASH_AT: at }, ["--import", CRASH]);
  await worker.line(/^the provider is in order$/);
  const jobId = await post(world, await trainSpec(world));
  assert.equal(await worker.ended(), "SIGKILL", worker.story());
  return jobId;
}

/** A fresh worker on the same folder must bring the job to its end, with one transaction for each step and one payment. */
async function resumes(jobId: bigint): Promise<Service> {
  const creditsBefore = await creditsOf(world, 3);
  const worker = startWorker(world, 3);
  await until("the submission", async () => (await jobOf(world, jobId)).status === JobStatus.Pending).catch((error) =>
    assert.fail(`${error}\n${worker.story()}`),
  );
  await world.chain.increaseTime(61);
  await until("the payment", async () => (await jobOf(world, jobId)).status === JobStatus.Done);
  await worker.line(/^the job moved on$/, undefined, ({ status }) => status === "Done");
  for (const event of ["JobClaimed", "ResultSubmitted", "JobSettled"] as const) {
    assert.equal(await countEvents(world, event, jobId), 1, event);
  }
  assert.equal(await nonce(), 3, "claim, submit and settle: one transaction each");
  assert.ok((await creditsOf(world, 3)) > creditsBefore);
  assert.equal(await worker.stop(), 0);
  return worker;
}

const points = [
  ["its claim is in the journal, not yet sent", 'journal:"type":"sent","key":"claim:'],
  ["its claim has left", "broadcast:1"],
  ["its result is published, nothing signed", 'journal:"type":"result"'],
  ["its submission is in the journal, not yet sent", 'journal:"type":"sent","key":"submit:'],
  ["its submission has left", "broadcast:2"],
] as const;

for (const [what, at] of points) {
  test(`killed when ${what}: one claim, one submission, one payment`, { timeout: 180_000 }, async () => {
    const worker = await resumes(await crash(at));
    if (at.includes("result") || at.includes("submit"))
      assert.ok(!worker.has(/^working$/) || !trained(worker), "it trained again");
  });
}

const trained = (worker: Service) => worker.lines.some(({ msg, phase }) => msg === "working" && phase === "training");

/** Processes whose working directory lies in the folder. */
function processesIn(folder: string): number {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      // It ended while it was looked at.
      return false;
    }
  }).length;
}

test("killed while it trains: trains again, and leaves no process behind", {
  timeout: 180_000,
}, async () => {
  const worker = startWorker(world, 3);
  await worker.line(/^the provider is in order$/);
  const jobId = await post(world, await trainSpec(world));
  await worker.line(/^working$/, 30_000, ({ phase }) => phase === "training");
  await until("the job's processes to begin", () => processesIn(world.folder) > 1, 60_000);
  await worker.stop("SIGKILL");
  await until("the job's processes to end", () => processesIn(world.folder) === 0, 30_000);
  const again = await resumes(jobId);
  assert.ok(trained(again));
});
