import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { digestToCid, JobStatus, Output, Progress } from "@blacktail/sdk";
import { modelOf } from "./support/modelOf.ts";
import { until } from "./support/processes.ts";
import { jobOf, post, startWorker, startWorld, trainSpec, urlOf, type World } from "./support/world.ts";

let world: World;
before(async () => {
  world = await startWorld([3]);
});
after(() => world.stop());

/** Steps between two states of a training. */
const SAVED = 500;

test("killed in the middle of a training: goes on from its last state, and ends with the bytes of one run", {
  timeout: 300_000,
}, async () => {
  const config = { width: 16, blocks: 1, epochs: 300, patience: 1_000 };
  const framework = { family: "deep", name: "mlp", version: "1.0.0", config };
  const spec = await trainSpec(world, { framework });
  const doomed = startWorker(world, 3);
  await doomed.line(/^the provider is in order$/);
  const jobId = await post(world, spec);
  await doomed.line(/^working$/, undefined, ({ phase }) => phase === "training");
  const state = join(world.folder, "data-3", "*", "jobs", `${jobId}`, "work", "progress-0.checkpoint");
  await until("a state of the training", () => globSync(state).length > 0).catch((error) =>
    assert.fail(`${error}\n${doomed.story()}`),
  );
  await doomed.stop("SIGKILL");
  assert.equal((await jobOf(world, jobId)).status, JobStatus.Working);

  const worker = startWorker(world, 3);
  const url = await urlOf(worker);
  await worker.line(/^working$/, undefined, ({ phase }) => phase === "training");
  const stream = await (await fetch(`${url}/v1/jobs/${jobId}/progress`)).text();
  const events = [...stream.matchAll(/^data: (.*)$/gm)].map(([, json]) => Progress.parse(JSON.parse(json ?? "")));
  const steps = events.flatMap(({ phase, step }) => (phase === "training" && step > 0 ? [step] : []));
  assert.ok((steps[0] ?? 0) > SAVED, `${steps.slice(0, 5)}`);
  const job = await until("the result", async () => {
    const now = await jobOf(world, jobId);
    return now.status === JobStatus.Pending && now;
  });
  const output = await world.storage.getJson(Output, digestToCid(job.result));
  assert.equal(output.artifacts.model?.digest, await modelOf(world, spec));
});
