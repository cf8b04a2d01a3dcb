import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { digestToCid, JobStatus, Output } from "@blacktail/sdk";
import { until } from "./support/processes.ts";
import { jobOf, post, startWorker, startWorld, trainSpec, type World } from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld([3]);
});
after(() => world.stop());

const ask = async (path: string): Promise<void> => {
  const response = await fetch(`${world.storageUrl}/api/v0/${path}`, { method: "POST" });
  assert.ok(response.ok, `${path}: ${response.status} ${await response.text()}`);
};

test("a result that the storage loses is published again, until its job is final", { timeout: 240_000 }, async () => {
  const worker = startWorker(world, 3, { BLACKTAIL_KEEP_SECONDS: "1" });
  await worker.line(/^the provider is in order$/);
  const jobId = await post(world, await trainSpec(world));
  const job = await until("the result", async () => {
    const now = await jobOf(world, jobId);
    return now.status === JobStatus.Pending && now;
  });
  const document = digestToCid(job.result);
  const output = await world.storage.getJson(Output, document);
  const model = output.artifacts.model?.cid ?? "";
  for (const cid of [document, model]) await ask(`pin/rm?arg=${cid}`);
  await ask("repo/gc");
  await worker.line(/^the storage had lost a result: published again$/);
  await until(
    "all of it to be back",
    async () => (await world.storage.has(document)) && (await world.storage.has(model)),
  );
  assert.deepEqual(await world.storage.getJson(Output, document), output);
  const kept = join(String((await worker.line(/^connected to the chain$/)).dataDir), "results", `${jobId}`);
  assert.ok(existsSync(kept) && readdirSync(kept).length === 4, "model, report, output and run report");
  await world.chain.increaseTime(61);
  await worker.line(/^the stage is settled with this worker's result$/, undefined, (line) => line.jobId === `${jobId}`);
});
