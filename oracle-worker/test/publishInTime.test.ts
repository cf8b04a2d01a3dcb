import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { BlacktailError, identify, type Job, JobStatus, type Storage } from "@blacktail/sdk";
import { createLog } from "../src/log.ts";
import type { ResultRecord } from "../src/outbox/records.ts";
import type { Ballot } from "../src/panels/ballots.ts";
import { publishReason } from "../src/panels/publishReason.ts";
import { Keeper } from "../src/results/keeper.ts";
import { publishInTime } from "../src/results/publishInTime.ts";
import { jobWith } from "./support/jobs.ts";

const NOW = 1_000;
const MARGIN_SECONDS = 15;
const zero = `0x${"00".repeat(32)}` as const;
const log = createLog("silent");
const never = new AbortController().signal;
const refused = new BlacktailError({ code: "STORAGE_UNREACHABLE", message: "It is down.", fix: "None." });

let dataDir: string;
let results: ResultRecord[];
before(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "publish-"));
  results = await Promise.all(["1", "2"].map(resultOf));
});
after(() => rmSync(dataDir, { recursive: true }));

/** A kept result of one file. */
async function resultOf(jobId: string): Promise<ResultRecord> {
  const bytes = new TextEncoder().encode(`result of ${jobId}`);
  const artifact = await identify([bytes]);
  const folder = join(dataDir, "results", jobId);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, artifact.digest), bytes);
  const { digest: outputDigest } = artifact;
  const body = { inputRoot: zero, outputDigest, stateRoot: zero, traceRoot: zero, reportDigest: zero };
  return { type: "result", jobId, stage: 0, specDigest: zero, input: zero, body, artifacts: [artifact], at: 0 };
}

function publish(put: Storage["put"], left: number, again: number): Promise<void> {
  const [result] = results;
  assert.ok(result !== undefined);
  const shared = {
    storage: { put } as Storage,
    dataDir,
    watcher: { now: () => NOW },
    config: { MARGIN_SECONDS },
  } as unknown as Parameters<typeof publishInTime>[0];
  const deadline = BigInt(NOW + MARGIN_SECONDS + left);
  return publishInTime(shared, result, { deadline, again }, never, log);
}

const refuses: Storage["put"] = () => Promise.reject(refused);
/** A storage that takes everything and never answers. */
const hangs: Storage["put"] = (_content, options) =>
  new Promise((_resolve, reject) => {
    const signal = options?.signal;
    signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

test("a storage that never answers keeps nobody from its deadline", async () => {
  await publish(hangs, 0, 60);
  await publish(hangs, -20, Number.POSITIVE_INFINITY);
});

test("a refusal is worth another try while there is time for one", async () => {
  await assert.rejects(publish(refuses, 61, 60), { code: "STORAGE_UNREACHABLE" });
  await publish(refuses, 60, 60);
  await publish(refuses, 61, Number.POSITIVE_INFINITY);
});

function publishReasonIn(putJson: unknown, left: number): Promise<void> {
  const context = {
    storage: { putJson },
    watcher: { now: () => NOW },
    config: { MARGIN_SECONDS },
    abandon: never,
    log,
  } as unknown as Parameters<typeof publishReason>[0];
  const ballot = { panelId: "7", document: {} } as Ballot;
  return publishReason(context, ballot, BigInt(NOW + MARGIN_SECONDS + left));
}

test("the reason of a vote keeps nobody from its reveal, and is worth another try while there is time for one", async () => {
  await publishReasonIn(hangs, 0);
  await publishReasonIn(hangs, -20);
  await publishReasonIn(refuses, MARGIN_SECONDS);
  await assert.rejects(publishReasonIn(refuses, MARGIN_SECONDS + 1), { code: "STORAGE_UNREACHABLE" });
});

test("a result that cannot be kept in storage keeps no other one from it", async () => {
  const [lost, kept] = results;
  assert.ok(lost !== undefined && kept !== undefined);
  rmSync(join(dataDir, "results", lost.jobId), { recursive: true });
  const stored: string[] = [];
  const put = async (content: AsyncIterable<Uint8Array>) => {
    const artifact = await identify(content);
    stored.push(artifact.digest);
    return artifact;
  };
  const jobs = new Map<bigint, Job>(
    results.map(({ jobId, body }) => [
      BigInt(jobId),
      jobWith({ status: JobStatus.Pending, result: body.outputDigest }),
    ]),
  );
  const published = new Promise<void>((inc) => {
    const context = {
      memory: { results: () => results },
      clock: { now: () => 0 },
      config: { KEEP_SECONDS: 1 },
      jobs,
      storage: { put, has: async () => false },
      dataDir,
      log,
      metrics: { republished: { inc } },
    } as unknown as ConstructorParameters<typeof Keeper>[0];
    new Keeper(context).tick(never);
  });
  await published;
  assert.deepEqual(stored, [kept.body.outputDigest]);
});
