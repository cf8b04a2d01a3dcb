import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { BlacktailError, Progress } from "@blacktail/sdk";
import { systemClock } from "../src/clock.ts";
import { Journal } from "../src/data/journal.ts";
import { Health } from "../src/http/health.ts";
import { createMetrics } from "../src/http/metrics.ts";
import { ProgressHub } from "../src/http/progress.ts";
import { serve } from "../src/http/server.ts";
import { watchOutbox } from "../src/outbox/gauges.ts";
import { Memory } from "../src/outbox/memory.ts";
import type { WorkerRecord } from "../src/outbox/records.ts";

const health = new Health(["chain"]);
const progress = new ProgressHub();
const metrics = createMetrics();
const parts = { host: "127.0.0.1", health, metrics, progress };
const { server, url } = await serve({ ...parts, port: 0 });
after(() => {
  progress.close();
  server.closeAllConnections();
  server.close();
});

const training = (step: number): Progress => ({
  phase: "training",
  step,
  totalSteps: 1_000,
  epoch: 0,
  loss: 1 / (step + 1),
});

function eventsOf(text: string): { id: number; data: Progress }[] {
  return [...text.matchAll(/id: (\d+)\ndata: (.*)\n\n/g)].map(([, id, data]) => ({
    id: Number(id),
    data: Progress.parse(JSON.parse(data ?? "")),
  }));
}

test("health is 503 with reasons until every part has answered", async () => {
  const before = await fetch(`${url}/healthz`);
  assert.equal(before.status, 503);
  assert.deepEqual(await before.json(), { ready: false, reasons: { chain: "not checked yet" } });
  health.ok("chain");
  assert.equal((await fetch(`${url}/healthz`)).status, 200);
  health.bad("storage", "storage does not answer");
  const report: unknown = await (await fetch(`${url}/healthz`)).json();
  assert.deepEqual(report, { ready: false, reasons: { storage: "storage does not answer" } });
});

test("metrics are Prometheus text", async () => {
  metrics.jobs.inc({ outcome: "paid" });
  const text = await (await fetch(`${url}/metrics`)).text();
  assert.match(text, /^blacktail_worker_jobs_total\{outcome="paid"\} 1$/m);
});

test("a listener gets the history, then what happens, then the end", async () => {
  progress.publish(1n, training(0));
  progress.publish(1n, training(1));
  const response = await fetch(`${url}/v1/jobs/1/progress`);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(response.headers.get("access-control-allow-origin"), "*");
  setTimeout(() => {
    progress.publish(1n, training(2));
    progress.publish(1n, { phase: "done", step: 3, totalSteps: 3, epoch: 1 });
  }, 30);
  const events = eventsOf(await response.text());
  assert.deepEqual(
    events.map(({ id, data }) => [id, data.phase, data.step, data.jobId]),
    [
      [1, "training", 0, "1"],
      [2, "training", 1, "1"],
      [3, "training", 2, "1"],
      [4, "done", 3, "1"],
    ],
  );
});

test("a listener that comes back gets what it missed; one that has all is told to stay away", async () => {
  const back = await fetch(`${url}/v1/jobs/1/progress`, { headers: { "last-event-id": "3" } });
  assert.deepEqual(
    eventsOf(await back.text()).map(({ id }) => id),
    [4],
  );
  assert.equal((await fetch(`${url}/v1/jobs/1/progress`, { headers: { "last-event-id": "4" } })).status, 204);
});

test("history is bounded, keeps its beginning, and its recent part whole", async () => {
  for (let step = 0; step < 10_000; step++) progress.publish(2n, training(step));
  progress.publish(2n, { phase: "failed", step: 0, totalSteps: 0, epoch: 0, message: "no memory left" });
  const events = eventsOf(await (await fetch(`${url}/v1/jobs/2/progress`)).text());
  assert.ok(events.length <= 400 && events.length > 150, `${events.length} events`);
  assert.equal(events[0]?.data.step, 0);
  assert.deepEqual(
    events.slice(-100, -1).map(({ data }) => data.step),
    Array.from({ length: 99 }, (_, index) => 9_901 + index),
  );
});

test("a listener that does not read is cut off instead of filling memory", async () => {
  progress.open(3n);
  const abort = new AbortController();
  const response = await fetch(`${url}/v1/jobs/3/progress`, { signal: abort.signal });
  const message = "x".repeat(1_000);
  const before = process.memoryUsage().rss;
  for (let step = 0; step < 100_000; step++) progress.publish(3n, { ...training(step), message });
  assert.ok(process.memoryUsage().rss - before < 150e6);
  await assert.rejects(async () => {
    await response.text();
    throw new Error("the stream ended as if all was well");
  }, TypeError);
  abort.abort();
});

test("HEAD gets headers alone, and at once, of a stream that goes on too", async () => {
  progress.publish(4n, training(0));
  const signal = AbortSignal.timeout(2_000);
  for (const path of ["/v1/jobs/4/progress", "/healthz", "/metrics"]) {
    const response = await fetch(url + path, { method: "HEAD", signal });
    assert.notEqual(response.headers.get("content-type"), null, path);
    assert.equal(await response.text(), "");
  }
  assert.equal((await fetch(`${url}/v1/jobs/99/progress`, { method: "HEAD" })).status, 404);
});

test("the outbox shows how many transactions are out, and for how long", async (context) => {
  const folder = mkdtempSync(join(tmpdir(), "outbox-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const { journal, records } = Journal.open<WorkerRecord>(join(folder, "journal"));
  const memory = new Memory(journal, records);
  watchOutbox(metrics.registry, memory, { ...systemClock, now: () => 10_000 });
  const read = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const of = (name: string) => Number(new RegExp(`^blacktail_worker_outbox_${name} (.*)$`, "m").exec(text)?.[1]);
    return [of("open"), of("age_seconds")];
  };
  assert.deepEqual(await read(), [0, 0]);
  const amounts = { gas: "1", maxFeePerGas: "1", maxPriorityFeePerGas: "1" };
  const sent = { type: "sent", hash: "0x", raw: "0x", to: "0x", data: "0x", ...amounts } as const;
  memory.record({ ...sent, key: "claim:1:1", nonce: 1, at: 4_000 });
  memory.record({ ...sent, key: "claim:1:1", nonce: 1, at: 7_000 });
  memory.record({ ...sent, key: "submit:2:1", nonce: 2, at: 9_000 });
  assert.deepEqual(await read(), [2, 6]);
  memory.record({ type: "closed", key: "claim:1:1", outcome: "mined", at: 9_500 });
  assert.deepEqual(await read(), [1, 1]);
  journal.close();
});

test("unknown jobs, paths and methods are told so", async () => {
  assert.equal((await fetch(`${url}/v1/jobs/99/progress`)).status, 404);
  assert.equal((await fetch(`${url}/v1/jobs/01/progress`)).status, 404);
  assert.equal((await fetch(`${url}/`)).status, 404);
  assert.equal((await fetch(`${url}/healthz`, { method: "POST" })).status, 405);
});

test("a port that is taken is named", async () => {
  const port = Number(new URL(url).port);
  await assert.rejects(
    serve({ ...parts, port }),
    (error) => error instanceof BlacktailError && error.code === "WORKER_PORT" && error.message.includes(`:${port}`),
  );
});
