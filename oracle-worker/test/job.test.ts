import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  digestJson,
  digestToCid,
  inferenceSpec,
  JobStatus,
  jobEscrowAbi,
  manifestOf,
  mintModel,
  Output,
  Progress,
  RunReport,
} from "@blacktail/sdk";
import { testAccount } from "../../sdk/test/support/accounts.ts";
import { until } from "./support/processes.ts";
import {
  countEvents,
  creditsOf,
  DEVELOPER,
  jobOf,
  LIMITS,
  PRICE,
  post,
  startWorker,
  startWorld,
  trainSpec,
  urlOf,
  type World,
} from "./support/world.ts";

const TOKEN = "writers-only-0123456789";

let world: World;
before(async () => {
  world = await startWorld([3], TOKEN);
});
after(() => world.stop());

test("a training job goes from post to payment, and an inference job on the minted model after it", async () => {
  const worker = startWorker(world, 3, { BLACKTAIL_PUBLIC_URL: "http://127.0.0.1:9/", BLACKTAIL_STORAGE_TOKEN: TOKEN });
  const url = await urlOf(worker);
  const spec = await trainSpec(world);
  const creditsBefore = await creditsOf(world, 3);
  const jobId = await post(world, spec);
  await worker.line(/^claimed$/);
  const stream = await fetch(`${url}/v1/jobs/${jobId}/progress`, { signal: AbortSignal.timeout(20_000) })
    .then((response) => response.text())
    .catch((error) => assert.fail(`${error}\n${worker.story()}`));
  const events = [...stream.matchAll(/^data: (.*)$/gm)].map(([, json]) => Progress.parse(JSON.parse(json ?? "")));
  assert.equal(events.at(-1)?.phase, "done", worker.story());
  assert.ok(events.some(({ phase, loss }) => phase === "training" && loss !== undefined));

  // What was submitted is in storage, whole and true.
  const job = await jobOf(world, jobId);
  assert.equal(job.status, JobStatus.Pending);
  const output = await world.storage.getJson(Output, digestToCid(job.result));
  assert.equal(output.spec, digestJson(spec));
  assert.ok((output.metrics.accuracy ?? 0) > 0.9, JSON.stringify(output.metrics));
  const { model } = output.artifacts;
  assert.ok(model !== undefined && output.task !== undefined);
  assert.ok((await world.storage.get(model)).length > 0);
  const submitted = await world.chain.publicClient.getContractEvents({
    address: world.chain.addresses.JobEscrow,
    abi: jobEscrowAbi,
    eventName: "ResultSubmitted",
    args: { jobId },
    fromBlock: 0n,
  });
  const report = await world.storage.getJson(RunReport, digestToCid(submitted[0]?.args.body?.reportDigest ?? "0x"));
  assert.equal(report.provider.toLowerCase(), testAccount(3).address.toLowerCase());

  // The challenge window passes; the worker settles by itself.
  await world.chain.increaseTime(61);
  await until("payment", async () => (await countEvents(world, "JobSettled", jobId)) === 1);
  const paid = (await creditsOf(world, 3)) - creditsBefore;
  assert.ok(paid > (PRICE * 9n) / 10n && paid < PRICE, `${paid}`);
  await worker.line(/^the job moved on$/, 5_000, ({ status }) => status === "Done");
  const metrics = await (await fetch(`${url}/metrics`)).text();
  assert.match(metrics, /^blacktail_worker_jobs_total\{outcome="paid"\} 1$/m);
  assert.match(metrics, /^blacktail_worker_stake_locked 0$/m);
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  assert.ok(worker.has(/^endpoint announced on chain$/));

  // The developer mints the model and lets it be used.
  const creator = testAccount(DEVELOPER).address;
  const card = { name: "bearings", description: "Predicts failing bearings.", creator, license: "MIT" };
  const { digest } = await world.storage.putJson(manifestOf({ card, spec, output }));
  const { tokenId } = await mintModel(world.chain.clients(DEVELOPER), { digest, royaltyBps: 500 });
  const [data] = spec.data;
  assert.ok(data !== undefined);
  const question = inferenceSpec({ model: { tokenId, digest }, data, limits: LIMITS });
  const inferId = await post(world, question, { modelId: tokenId });
  const answered = await until("an answer", async () => {
    const now = await jobOf(world, inferId);
    return now.status === JobStatus.Pending && now;
  }).catch((error) => assert.fail(`${error}\n${worker.story()}`));
  const answer = await world.storage.getJson(Output, digestToCid(answered.result));
  const { predictions } = answer.artifacts;
  assert.ok(predictions !== undefined);
  const text = new TextDecoder().decode(await world.storage.get(predictions));
  assert.match(text.split("\n")[0] ?? "", /prediction/);
  assert.equal(text.trim().split("\n").length, 601);

  assert.equal(await worker.stop(), 0);
  assert.ok(worker.has(/^stopped$/));
  assert.ok(!JSON.stringify(worker.lines).includes(TOKEN) && !worker.stderr.includes(TOKEN), "no secret is logged");
});
