import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { digestJson, JobStatus, PanelPhase } from "@blacktail/sdk";
import {
  challenge,
  doWork,
  leaves,
  panelOf,
  REFEREE,
  reasonOf,
  referee,
  startPanelWorld,
  submit,
  type Work,
} from "./support/panelWorld.ts";
import { startWorker, type World } from "./support/world.ts";

let world: World;
let work: Work;
before(async () => {
  world = await startPanelWorld();
  work = await doWork(world);
});
afterEach(() => world.killWorkers());
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
