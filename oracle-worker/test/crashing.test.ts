import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { JobStatus } from "@blacktail/sdk";
import { parseEther } from "viem";
import type { Service } from "./support/processes.ts";
import { jobOf, post, startWorker, startWorld, trainSpec, urlOf, type World } from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld([3, 4]);
});
after(() => world.stop());

/** Less than the second worker takes. */
const LOW_PRICE = parseEther("0.1");

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // The process ended while it was looked at.
    return "";
  }
}

/** Whatever a process started, and what that started, as far as it is still there. */
function descendants(pid: number): number[] {
  const children = textOf(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

/** Kills each process in which the worker computes by SIGSEGV as soon as it is there, as a model that breaks the runtime does. */
function crashEachRun({ child }: Service): { stop: () => number } {
  const crashed = new Set<number>();
  const timer = setInterval(() => {
    for (const pid of child.pid === undefined ? [] : descendants(child.pid)) {
      // The outer of the two processes runs the worker's own file; this is the inner one, once it is Node itself.
      const isRun = /^[^\0]*node\0.*frameworks\/src\/process\/child\.ts/.test(textOf(`/proc/${pid}/cmdline`));
      if (!isRun || crashed.has(pid)) continue;
      crashed.add(pid);
      process.kill(pid, "SIGSEGV");
    }
  }, 20);
  return {
    stop: () => {
      clearInterval(timer);
      return crashed.size;
    },
  };
}

const linesOf = ({ lines }: Service, text: string) => lines.filter(({ msg }) => msg === text).length;
const metricsOf = async (worker: Service) => (await fetch(`${await urlOf(worker)}/metrics`)).text();

// Beside each other, as most of the time is pauses between tries; each with a worker that takes none of the other's jobs.
describe("a job that crashes its process each time", { concurrency: true }, () => {
  test("is tried a few times, then left alone for good", { timeout: 240_000 }, async (context) => {
    if (process.platform !== "linux") return context.skip("processes are only found by /proc");
    const worker = startWorker(world, 3, { BLACKTAIL_MAX_STAKE_LOCK: "10" });
    await worker.line(/^the provider is in order$/);
    const crashing = crashEachRun(worker);
    context.after(() => crashing.stop());
    const jobId = await post(world, await trainSpec(world), { budget: LOW_PRICE });
    const line = await worker.line(/^not taking the job$/, undefined, (each) => each.jobId === `${jobId}`);
    assert.equal(line.code, "crash", worker.story());
    assert.match(String(line.reason), /failed here 5 times: The process ended by SIGSEGV/);
    assert.equal(crashing.stop(), 5);
    assert.equal(linesOf(worker, "consider failed; trying again"), 4);
    assert.equal((await jobOf(world, jobId)).status, JobStatus.Open);
    assert.match(await metricsOf(worker), /skipped_total\{code="crash"\} 1/);
    const said = () => worker.lines.filter(({ jobId: of, msg }) => of === `${jobId}` && msg === "not taking the job");
    // Another job is taken all the same, and the first one never looked at again.
    const next = await post(world, await trainSpec(world, {}, 2), { budget: LOW_PRICE });
    await worker.line(/^claimed$/, undefined, (each) => each.jobId === `${next}`);
    assert.equal(said().length, 1, "said once");
  });

  test("once it is claimed, is given up and its loss told", { timeout: 240_000 }, async (context) => {
    if (process.platform !== "linux") return context.skip("processes are only found by /proc");
    const worker = startWorker(world, 4, { BLACKTAIL_MIN_PRICE_ETH: "0.5" });
    await worker.line(/^the provider is in order$/);
    const jobId = await post(world, await trainSpec(world, {}, 3), { stakeLock: parseEther("20") });
    await worker.line(/^claimed$/, undefined, (each) => each.jobId === `${jobId}`);
    const crashing = crashEachRun(worker);
    context.after(() => crashing.stop());
    await worker.line(/^the job cannot be done/, undefined, (each) => each.jobId === `${jobId}`);
    assert.equal(crashing.stop(), 5);
    assert.match(await metricsOf(worker), /jobs_total\{outcome="failed"\} 1/);
  });
});
