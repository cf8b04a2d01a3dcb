import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { JobStatus } from "@blacktail/sdk";
import type { Service } from "./support/processes.ts";
import { jobOf, post, startWorker, startWorld, trainSpec, urlOf, type World } from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld([3]);
});
after(() => world.stop());

type Process = { pid: number; parent: number; command: string };

function processes(): Process[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid)) return [];
      const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
      return [{ pid: Number(pid), parent, command: readFileSync(`/proc/${pid}/cmdline`, "utf8") }];
    } catch {
      // It ended while it was looked at.
      return [];
    }
  });
}

/** Kills each process in which the worker computes by SIGSEGV as soon as it is there, as a model that breaks the runtime does. */
function crashEachRun(worker: Service): { stop: () => number } {
  const crashed = new Set<number>();
  const timer = setInterval(() => {
    const all = processes();
    const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
    const isOfWorker = (pid: number | undefined): boolean =>
      pid !== undefined && pid > 1 && (pid === worker.child.pid || isOfWorker(parents.get(pid)));
    // The outer of the two processes runs the worker's own file; this is the inner one, once it is Node itself.
    for (const { pid, command } of all) {
      const isRun = /^[^\0]*node\0.*frameworks\/src\/process\/child\.ts/.test(command);
      if (!isRun || crashed.has(pid) || !isOfWorker(pid)) continue;
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

test("a job that crashes its process each time is tried a few times, then left alone for good", {
  timeout: 240_000,
}, async (context) => {
  if (process.platform !== "linux") return context.skip("processes are only found by /proc");
  const worker = startWorker(world, 3);
  await worker.line(/^the provider is in order$/);
  const crashing = crashEachRun(worker);
  context.after(() => crashing.stop());
  const jobId = await post(world, await trainSpec(world));
  const line = await worker.line(/^not taking the job$/, 80_000);
  assert.equal(line.code, "crash", worker.story());
  assert.match(String(line.reason), /failed here 5 times: The process ended by SIGSEGV/);
  assert.equal(crashing.stop(), 5);
  assert.equal(worker.lines.filter(({ msg }) => msg === "not taking the job").length, 1);
  assert.equal(worker.lines.filter(({ msg }) => msg === "consider failed; trying again").length, 4);
  assert.equal((await jobOf(world, jobId)).status, JobStatus.Open);
  const url = await urlOf(worker);
  const metrics = async () => (await fetch(`${url}/metrics`)).text();
  assert.match(await metrics(), /skipped_total\{code="crash"\} 1/);

  // Another job is taken; its process begins to crash once it is claimed.
  const claimed = await post(world, await trainSpec(world, {}, 2));
  await worker.line(/^claimed$/, 30_000);
  const again = crashEachRun(worker);
  context.after(() => again.stop());
  await worker.line(/^the job cannot be done/, 60_000, (each) => each.jobId === `${claimed}`);
  assert.equal(again.stop(), 5);
  assert.equal(worker.lines.filter(({ msg }) => msg === "not taking the job").length, 1, "said once");
  assert.match(await metrics(), /jobs_total\{outcome="failed"\} 1/);
});
