import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { digestJson, JobStatus, PanelPhase } from "@blacktail/sdk";
import {
  auditAll,
  challenge,
  doWork,
  eventsOf,
  forget,
  frameworkOf,
  leaves,
  panelOf,
  provider,
  REFEREE,
  reasonOf,
  referee,
  startPanelWorld,
  submit,
  submitReplicas,
  type Work,
} from "./support/panelWorld.ts";
import { until } from "./support/processes.ts";
import { startWorker, urlOf, type World } from "./support/world.ts";

let world: World;
let work: Work;
before(async () => {
  world = await startPanelWorld();
  work = await doWork(world);
});
beforeEach(() => world.renew());
after(async () => {
  work?.remove();
  await world?.stop();
});

test("a result that is right is cleared by a referee that does the work again", async () => {
  const { digest } = await world.storage.putJson(work.output);
  const { jobId } = await submit(world, work, digest);
  const panelId = await challenge(world, jobId);
  const worker = startWorker(world, REFEREE);
  const job = await leaves(world, jobId, JobStatus.Disputed, worker);
  assert.equal(job.status, JobStatus.Done, worker.story());
  const url = `${await urlOf(worker)}/metrics`;
  const metrics = await until("what the seat earned", async () => {
    const text = await (await fetch(url)).text();
    return /panel_earned\{currency="BLACK"\} [\d.]*[1-9]/.test(text) && text;
  });
  for (const what of ["taken", "committed", "revealed", "released"])
    assert.match(metrics, new RegExp(`panel_seats\\{what="${what}"\\} 1`));
  assert.match(metrics, /panel_seats\{what="slashed"\} 0/);
  const panel = await panelOf(world, panelId);
  assert.deepEqual(
    [panel.phase, panel.accepted, panel.members],
    [PanelPhase.Decided, 1, [{ member: referee, vote: 1 }]],
  );
  const reason = await reasonOf(world, panelId);
  assert.deepEqual([reason.own, reason.candidates.length], [digest, 1]);
  assert.deepEqual(
    reason.candidates[0]?.findings.map(({ what, ok }) => [what, ok]),
    [["digest", true]],
  );
});

test("a result that claims a better metric than its model has is condemned, and the reason says so", async () => {
  const { metrics } = work.output;
  const lie = { ...work.output, metrics: { ...metrics, accuracy: (metrics.accuracy ?? 0) - 0.05 } };
  const { digest } = await world.storage.putJson(lie);
  const { jobId } = await submit(world, work, digest);
  const panelId = await challenge(world, jobId);
  const worker = startWorker(world, REFEREE);
  const job = await leaves(world, jobId, JobStatus.Disputed, worker);
  assert.equal(job.status, JobStatus.Refunded, worker.story());
  const reason = await reasonOf(world, panelId);
  assert.equal(reason.own, digestJson(work.output));
  const bad = reason.candidates[0]?.findings.filter(({ ok }) => !ok) ?? [];
  assert.deepEqual(
    bad.map(({ what }) => what),
    ["metric"],
  );
  assert.match(bad[0]?.says ?? "", /it claims accuracy/);
});

test("a model that is not what training gives is measured anew, whatever its output claims", async () => {
  const poor = await doWork(world, {
    framework: { ...frameworkOf(work), config: { model: "linear", epochs: 1, learningRate: 1e-6 } },
  });
  const artifacts = { ...work.output.artifacts, model: poor.output.artifacts.model };
  const { digest } = await world.storage.putJson({ ...work.output, artifacts });
  poor.remove();
  const { jobId } = await submit(world, work, digest);
  const panelId = await challenge(world, jobId);
  const worker = startWorker(world, REFEREE);
  assert.equal((await leaves(world, jobId, JobStatus.Disputed, worker)).status, JobStatus.Refunded, worker.story());
  const bad = (await reasonOf(world, panelId)).candidates[0]?.findings.filter(({ ok }) => !ok) ?? [];
  assert.match(bad[0]?.says ?? "", /the model's accuracy measured anew is 0\.\d+, that of the work done again/);
});

test("another model that is as good is right for floating-point profiles", async () => {
  const like = await doWork(world, { framework: { ...frameworkOf(work), config: { model: "linear", epochs: 6 } } });
  assert.notEqual(like.output.artifacts.model?.digest, work.output.artifacts.model?.digest);
  const { digest } = await world.storage.putJson({ ...like.output, spec: work.output.spec });
  like.remove();
  const { jobId } = await submit(world, work, digest);
  const panelId = await challenge(world, jobId);
  const worker = startWorker(world, REFEREE);
  const job = await leaves(world, jobId, JobStatus.Disputed, worker);
  assert.equal(job.status, JobStatus.Done, `${JSON.stringify(await reasonOf(world, panelId))}\n${worker.story()}`);
});

test("a result whose model no store gives is condemned, also where its digest is right", async () => {
  const hidden = await doWork(world, { seed: 7 });
  hidden.remove();
  const { digest } = await world.storage.putJson(hidden.output);
  const { cid } = hidden.output.artifacts.model ?? {};
  await forget(world, cid ?? "");
  const { jobId } = await submit(world, hidden, digest);
  const panelId = await challenge(world, jobId);
  const worker = startWorker(world, REFEREE, { BLACKTAIL_PANEL_PATIENCE_SECONDS: "2" });
  assert.equal((await leaves(world, jobId, JobStatus.Disputed, worker)).status, JobStatus.Refunded, worker.story());
  const reason = await reasonOf(world, panelId);
  assert.equal(reason.own, digest);
  assert.match(reason.candidates[0]?.findings[0]?.says ?? "", /its model could not be had in 2 s/);
});

test("of replicas that disagree each is judged; the right one is paid, the other slashed", async () => {
  const [right, wrong] = [work.output, { ...work.output, metrics: { ...work.output.metrics, accuracy: 1 } }];
  const digests = [(await world.storage.putJson(wrong)).digest, (await world.storage.putJson(right)).digest];
  const { jobId } = await submitReplicas(world, work, digests);
  const worker = startWorker(world, REFEREE);
  const job = await leaves(world, jobId, JobStatus.Disputed, worker);
  assert.equal(job.status, JobStatus.Done, worker.story());
  assert.equal(job.result, digests[1]);
  const slashed = await eventsOf(world, "WrongResultSlashed", jobId);
  assert.deepEqual(
    slashed.map(({ provider: at }) => at),
    [provider],
  );
});

test("a worker of one slot takes one seat at a time, as the work of two may not be done in time", async () => {
  const { digest } = await world.storage.putJson(work.output);
  const panels: bigint[] = [];
  for (let count = 0; count < 2; count++) {
    const { jobId } = await submit(world, work, digest);
    panels.push(await challenge(world, jobId));
  }
  const worker = startWorker(world, REFEREE);
  for (const panelId of panels) {
    await worker.line(/^vote committed$/, 60_000, (line) => line.panelId === `${panelId}`);
  }
  const steps = worker.lines.flatMap(({ msg }) =>
    msg === "sits on a panel" || msg === "decided on a vote" ? [String(msg)] : [],
  );
  assert.deepEqual(steps, ["sits on a panel", "decided on a vote", "sits on a panel", "decided on a vote"]);
});

test("a result on which the lot falls is audited, and settles when nothing is found", async () => {
  await auditAll(world);
  const { digest } = await world.storage.putJson(work.output);
  const { jobId } = await submit(world, work, digest);
  const worker = startWorker(world, REFEREE);
  await leaves(world, jobId, JobStatus.Pending, worker);
  const job = await leaves(world, jobId, JobStatus.Audited, worker);
  assert.deepEqual([job.status, job.audited], [JobStatus.Pending, true], worker.story());
});

test("who wants no seats takes none, and an auditor that finds something calls referees", async () => {
  await auditAll(world);
  const lie = { ...work.output, metrics: { ...work.output.metrics, accuracy: 0 } };
  const { digest } = await world.storage.putJson(lie);
  const { jobId } = await submit(world, work, digest);
  const off = startWorker(world, REFEREE, { BLACKTAIL_PANELS: "off", BLACKTAIL_PUBLIC_SERVICE: "true" });
  const audited = await leaves(world, jobId, JobStatus.Pending, off);
  await off.line(/^moved the job on$/, 20_000, ({ kind }) => kind === "drawAudit");
  await world.chain.increaseTime(30);
  assert.ok(!off.has(/sits on a panel/), off.story());
  await off.stop();
  const worker = startWorker(world, REFEREE);
  const job = await leaves(world, jobId, JobStatus.Audited, worker);
  assert.equal(job.status, JobStatus.Disputed, worker.story());
  assert.deepEqual(job.dispute?.auditId, audited.dispute?.auditId);
  // The auditor is a party now, and there is nobody else: the panel stays empty.
  await worker.line(/^takes no seat on the panel$/, 20_000, ({ code }) => code === "party");
});
