import assert from "node:assert/strict";
import { test } from "node:test";
import { BlacktailError, type VoteFinding } from "@blacktail/sdk";
import { judgementOf } from "../src/panels/judgementOf.ts";
import { tryTheirs } from "../src/panels/tryTheirs.ts";

const problem = (code: string, retryable = false) =>
  new BlacktailError({ code, message: `${code}.`, fix: "None.", retryable });

/** Each file ends as told, in order; runs are noted with the seconds they get. */
function world(ends: Record<string, (BlacktailError | string)[]>, ownSeconds = 1) {
  let now = 0;
  const runs: [string, number][] = [];
  const run = async (path: string, seconds: number) => {
    runs.push([path, seconds]);
    if (path === "own") now += ownSeconds * 1_000;
    const end = ends[path]?.shift();
    if (end === undefined || typeof end !== "string") throw end ?? new TypeError("one run too many");
    return { end };
  };
  const clock = { now: () => now, sleep: async () => undefined };
  const { signal } = new AbortController();
  const files = { what: "model", own: "own", theirs: "theirs", wallSeconds: 600, clock, signal };
  return { runs, found: () => tryTheirs(run, files) };
}

test("what only a stranger's file breaks speaks against it, and the own file is tried first", async () => {
  const killed = problem("WORKER_RUN_KILLED");
  const twice = world({ own: ["fine"], theirs: [killed, killed] });
  const found = await twice.found();
  assert.ok("bad" in found && !found.bad.ok);
  assert.match(found.bad.says, /^its model cannot be run or read: WORKER_RUN_KILLED/);
  assert.deepEqual(
    twice.runs.map(([path]) => path),
    ["own", "theirs", "theirs"],
  );
  const once = world({ own: ["fine"], theirs: [problem("LIMIT_MEMORY"), "fine after all"] });
  assert.deepEqual(await once.found(), { end: "fine after all" });
});

test("a file that is refused, or keeps its process busy for ever, gets no second try", async () => {
  for (const code of ["MODEL_REFUSED", "CHECKPOINT_INVALID", "WORKER_RUN_TIMEOUT"]) {
    const { runs, found } = world({ own: ["fine"], theirs: [problem(code)] }, 5);
    assert.ok("bad" in (await found()));
    assert.deepEqual(runs, [
      ["own", 600],
      ["theirs", 50],
    ]);
  }
});

test("what the own file fails with too, and what may pass, is nobody's verdict", async () => {
  await assert.rejects(world({ own: [problem("WORKER_RUN_KILLED")], theirs: [] }).found(), {
    code: "WORKER_RUN_KILLED",
  });
  await assert.rejects(world({ own: ["fine"], theirs: [problem("WORKER_DISK_FULL", true)] }).found(), {
    code: "WORKER_DISK_FULL",
  });
});

test("a bad finding counts and is told, however many good ones come before it", () => {
  const good: VoteFinding[] = Array.from({ length: 65 }, (_, at) => ({ what: "metric", ok: true, says: `${at}` }));
  const bad: VoteFinding = { what: "tensors", ok: false, says: "they differ" };
  const { accepted, findings } = judgementOf(`0x${"01".repeat(32)}`, [...good, bad]);
  assert.equal(accepted, false);
  assert.deepEqual([findings.length, findings[0]], [64, bad]);
  assert.equal(judgementOf(`0x${"01".repeat(32)}`, good).accepted, true);
});
