import assert from "node:assert/strict";
import { test } from "node:test";
import { type Job, JobStatus } from "@blacktail/sdk";
import { skip } from "../src/decide/decide.ts";
import { Notices } from "../src/job/notices.ts";
import { type Due, upkeepFor } from "../src/job/upkeep.ts";
import { jobWith, ME, OTHER, place } from "./support/jobs.ts";

const DEADLINE = 1_000;
const [MINE_LATE, LATE] = [DEADLINE + 1, DEADLINE + 6];
const DIGEST = `0x${"0d".repeat(32)}` as const;
const THIRD = `0x${"44".repeat(20)}` as const;

const by = (provider: `0x${string}`, status: number): Job => jobWith({ provider, status });
const of = (status: number, ...replicas: Job["replicas"]): Job => jobWith({ status, replicas }, { replicas: 3 });
const dispute = { auditId: 0n, panelId: 1n, challenger: OTHER, bond: 1n, challengeLeft: 0n };

/** What is due alone, and what as a public service, if that is more. */
const cases: [string, Job, Due | undefined, (Due | undefined)?][] = [
  ["its own result is settled in the first second", by(ME, JobStatus.Pending), { kind: "settle", at: MINE_LATE }],
  ["another's result is settled as a service", by(OTHER, JobStatus.Pending), undefined, { kind: "settle", at: LATE }],
  ["its own no-show is nothing to hurry", by(ME, JobStatus.Working), undefined],
  [
    "another's no-show is slashed as a service",
    by(OTHER, JobStatus.Working),
    undefined,
    { kind: "slashNoShow", at: LATE },
  ],
  ["an unclaimed job is refunded as a service", jobWith(), undefined, { kind: "refund", at: LATE }],
  [
    "who did the stage before has no stake in the next",
    by(ME, JobStatus.Open),
    undefined,
    { kind: "refund", at: LATE },
  ],
  [
    "a seat in an unfilled stage is ended",
    of(JobStatus.Open, place(OTHER), place(ME)),
    { kind: "refund", at: MINE_LATE },
  ],
  [
    "absent replicas are slashed by one that committed",
    of(JobStatus.Working, place(OTHER), place(ME, DIGEST), place(THIRD, DIGEST)),
    { kind: "slashReplicas", at: MINE_LATE },
  ],
  ["an absent replica slashes nobody", of(JobStatus.Working, place(ME), place(OTHER, DIGEST), place(THIRD)), undefined],
  [
    "reveals are closed by one that revealed",
    of(JobStatus.Revealing, place(ME, DIGEST, true), place(OTHER, DIGEST), place(THIRD, DIGEST, true)),
    { kind: "closeReveals", at: MINE_LATE },
  ],
  [
    "reveals that differ are closed at once",
    of(
      JobStatus.Revealing,
      place(ME, DIGEST, true),
      place(OTHER, `0x${"0e".repeat(32)}`, true),
      place(THIRD, DIGEST, true),
    ),
    { kind: "closeReveals", at: 0 },
  ],
  [
    "who has not revealed closes nothing",
    of(JobStatus.Revealing, place(ME, DIGEST), place(OTHER, DIGEST, true), place(THIRD, DIGEST)),
    undefined,
  ],
  [
    "replicas' result is settled",
    of(JobStatus.Pending, place(ME, DIGEST, true), place(OTHER, DIGEST, true), place(THIRD, DIGEST, true)),
    { kind: "settleReplicas", at: MINE_LATE },
  ],
  [
    "what a panel has is left to the panels' desk",
    jobWith({ provider: ME, status: JobStatus.Disputed, dispute }),
    undefined,
  ],
  ["a final job stays", by(ME, JobStatus.Done), undefined],
];

for (const [what, job, alone, asService = alone] of cases) {
  test(what, () => {
    assert.deepEqual(upkeepFor(job, ME, false), alone);
    assert.deepEqual(upkeepFor(job, ME, true), asService);
  });
}

test("each reason is news once; a final one ends the looking, others come due again after longer and longer pauses", () => {
  const notices = new Notices();
  assert.ok(notices.isDue("a", 0));
  assert.ok(notices.skipped("a", skip("stake", "", false), 0));
  assert.ok(!notices.isDue("a", 999));
  assert.ok(notices.isDue("a", 1_000));
  assert.ok(!notices.skipped("a", skip("stake", "", false), 1_000));
  assert.ok(!notices.isDue("a", 2_999));
  assert.ok(notices.skipped("a", skip("price", "", true), 3_000));
  assert.ok(!notices.isDue("a", 1e9));
  for (let n = 0; n < 100; n++) notices.failed("b", "RPC_UNREACHABLE", 0);
  assert.equal(notices.pauseOf("b"), 60_000);
  notices.keepOnly((key) => key === "b");
  assert.ok(notices.isDue("a", 0));
});

test("what waits for a known moment is looked at then, and is told once; its earlier failures are forgotten", () => {
  const notices = new Notices();
  notices.failed("a", "RPC_UNREACHABLE", 0);
  notices.failed("a", "RPC_UNREACHABLE", 0);
  assert.ok(notices.wait("a", 5_000));
  assert.ok(!notices.isDue("a", 4_999));
  assert.ok(notices.isDue("a", 5_000));
  assert.ok(!notices.wait("a", 9_000));
  assert.ok(!notices.isDue("a", 5_000));
  notices.failed("a", "RPC_UNREACHABLE", 9_000);
  assert.equal(notices.pauseOf("a"), 1_000);
});
