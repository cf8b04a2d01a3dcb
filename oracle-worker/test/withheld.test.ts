import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BlacktailError, type Job, JobStatus, type Output, type Storage } from "@blacktail/sdk";
import { type Clock, systemClock } from "../src/clock.ts";
import type { Context } from "../src/context.ts";
import { allOrNone } from "../src/panels/allOrNone.ts";
import { bringCandidates } from "../src/panels/candidate.ts";
import { decideVote } from "../src/panels/decideVote.ts";
import { OwnWorks } from "../src/panels/ownWorks.ts";
import type { StageWork } from "../src/run/stageWork.ts";
import { jobWith, ME } from "./support/jobs.ts";

const never = new AbortController().signal;
const problem = (code: string) => new BlacktailError({ code, message: `${code}.`, fix: "None." });
const digestOf = (n: number) => `0x${n.toString(16).padStart(64, "0")}` as const;
const NINE = Array.from({ length: 9 }, (_, n) => digestOf(n + 1));
const PATIENCE_SECONDS = 60;

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "withheld-"));
});
after(() => rmSync(folder, { recursive: true }));

/** Time passes while somebody sleeps; who sleep at once wake at once. */
function clockOf(): Clock {
  let now = 0;
  const sleep = async (ms: number) => {
    const at = now + ms;
    await new Promise((resolve) => setImmediate(resolve));
    now = Math.max(now, at);
  };
  return { now: () => now, sleep };
}

function bringNine(getJson: unknown, clock: Clock, until: number) {
  const storage = { getJson, get: async () => new Uint8Array() } as unknown as Storage;
  const config = { PANEL_PATIENCE_SECONDS: PATIENCE_SECONDS } as Context["config"];
  const question = {
    work: { specDigest: digestOf(99) } as StageWork,
    prepared: { folder: { root: "", work: "", inputs: "", out: "" }, limits: { outputMiB: 1 } },
    until,
    signal: never,
  } as unknown as Parameters<typeof bringCandidates>[1];
  return bringCandidates({ storage, clock, config }, question, NINE);
}

const refuses = () => Promise.reject(problem("STORAGE_NOT_FOUND"));

test("nine results that nobody gives cost the patience for one", async () => {
  const clock = clockOf();
  const found = await bringNine(refuses, clock, Number.POSITIVE_INFINITY);
  assert.equal(found.size, 9);
  for (const candidate of found.values()) assert.ok("bad" in candidate && !candidate.bad.ok);
  assert.ok(clock.now() < 2 * PATIENCE_SECONDS * 1_000, `${clock.now()} ms`);
});

test("nothing is asked for beyond the time that is left", async () => {
  const clock = clockOf();
  const found = await bringNine(refuses, clock, 5_000);
  for (const candidate of found.values())
    assert.match(JSON.stringify(candidate), /the Output document could not be had in 5 s/);
  assert.ok(clock.now() < 10_000, `${clock.now()} ms`);
});

test("a store that begins to answer and never ends holds up no vote", async () => {
  const hangs = (_schema: unknown, _cid: string, { signal }: { signal: AbortSignal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
  const found = await bringNine(hangs, systemClock, Date.now() + 50);
  for (const candidate of found.values()) assert.match(JSON.stringify(candidate), /could not be had/);
});

test("what fails with one stops the others, and is what is told", async () => {
  const stopped: number[] = [];
  const all = allOrNone(never, [1, 2, 3], async (n, signal) => {
    if (n === 2) throw problem("WORKER_DISK_FULL");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    stopped.push(n);
  });
  await assert.rejects(all, { code: "WORKER_DISK_FULL" });
  assert.deepEqual(stopped, [1, 3]);
  assert.deepEqual(await allOrNone(never, [1, 2], async (n) => n + 1), [2, 3]);
});

test("work is not done again when only judging failed", async () => {
  const spec = {
    kind: "train",
    profile: "fp32-cpu",
    data: [],
    limits: { memoryMiB: 1, cpuSeconds: 1, wallSeconds: 1, outputMiB: 1 },
  } as unknown as StageWork["spec"];
  const artifact = { cid: "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", digest: digestOf(5), size: 1 };
  const before: Output = {
    v: 1,
    spec: digestOf(1),
    stage: 0,
    artifacts: { model: artifact },
    metrics: {},
    roots: { state: digestOf(0), trace: digestOf(0) },
  };
  const work: StageWork = { spec, specDigest: digestOf(1), stage: 1, before: { digest: digestOf(2), output: before } };
  const job: Job = { ...jobWith({ status: JobStatus.Disputed, stage: 1 }), result: digestOf(3) };
  const question = { panelId: 7n, jobId: 3n, job, candidates: [digestOf(3)] };
  let isSilent = true;
  const nothing = async () => {
    throw problem("STORAGE_NOT_FOUND");
  };
  const get = async () => {
    if (isSilent) throw problem("STORAGE_UNREACHABLE");
    return new Uint8Array();
  };
  const context = {
    dataDir: folder,
    clock: clockOf(),
    watcher: { now: () => 0 },
    storage: { getJson: nothing, get },
    sandbox: {},
    config: { PROVIDER: ME, PANEL_PATIENCE_SECONDS: 1, MARGIN_SECONDS: 1, MAX_DATA_MIB: 1 },
  } as unknown as Context;
  const ownWorks = new OwnWorks();
  const decide = () =>
    decideVote(context, { question, work, device: "cpu", deadline: 1_000n, ownWorks, signal: never });
  await assert.rejects(decide(), { code: "WORKER_STORAGE_SILENT", retryable: true });
  // Whoever does the work begins with an empty folder.
  const left = join(folder, "jobs", "panel-7", "work", "of-the-first-time");
  mkdirSync(join(left, ".."), { recursive: true });
  writeFileSync(left, "");
  isSilent = false;
  const ballot = await decide();
  assert.equal(ballot.vote, 0);
  assert.ok(existsSync(left), "it was done once");
  // Another question is other work.
  await decideVote(context, {
    question: { ...question, candidates: [digestOf(4)] },
    work,
    device: "cpu",
    deadline: 1_000n,
    ownWorks,
    signal: never,
  });
  assert.ok(!existsSync(left));
});
