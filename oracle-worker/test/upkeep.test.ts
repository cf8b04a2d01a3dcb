import assert from "node:assert/strict";
import { test } from "node:test";
import { type Job, JobStatus } from "@blacktail/sdk";
import { skip } from "../src/decide/decide.ts";
import { Notices } from "../src/job/notices.ts";
import { type Due, drawFrom, upkeepFor } from "../src/job/upkeep.ts";
import { jobWith, ME, OTHER, place } from "./support/jobs.ts";

const DEADLINE = 1_000;
const LATE = DEADLINE + 1;
const JOB_ID = 7n;
const DIGEST = `0x${"0d".repeat(32)}` as const;
const THIRD = `0x${"44".repeat(20)}` as const;

const by = (provider: `0x${string}`, status: number): Job => jobWith({ provider, status });
const of = (status: number, ...replicas: Job["replicas"]): Job => jobWith({ status, replicas }, { replicas: 3 });
const dispute = { auditId: 0n, panelId: 1n, challenger: OTHER, bond: 1n, challengeLeft: 0n };

type What = Omit<Due, "wait"> | undefined;

/** What is due alone, and what as a public service, if that is more. */
const cases: [string, Job, What, What?][] = [
  ["its own result is settled in the first second", by(ME, JobStatus.Pending), { kind: "settle", from: LATE }],
  ["another's result is settled as a service", by(OTHER, JobStatus.Pending), undefined, { kind: "settle", from: LATE }],
  ["its own no-show is nothing to hurry", by(ME, JobStatus.Working), undefined],
  [
    "another's no-show is slashed as a service",
    by(OTHER, JobStatus.Working),
    undefined,
    { kind: "slashNoShow", from: LATE },
  ],
  ["an unclaimed job is refunded as a service", jobWith(), undefined, { kind: "refund", from: LATE }],
  [
    "who did the stage before has no stake in the next",
    by(ME, JobStatus.Open),
    undefined,
    { kind: "refund", from: LATE },
  ],
  ["a seat in an unfilled stage is ended", of(JobStatus.Open, place(OTHER), place(ME)), { kind: "refund", from: LATE }],
  [
    "absent replicas are slashed by one that committed",
    of(JobStatus.Working, place(OTHER), place(ME, DIGEST), place(THIRD, DIGEST)),
    { kind: "slashReplicas", from: LATE },
  ],
  ["an absent replica slashes nobody", of(JobStatus.Working, place(ME), place(OTHER, DIGEST), place(THIRD)), undefined],
  [
    "reveals are closed by one that revealed",
    of(JobStatus.Revealing, place(ME, DIGEST, true), place(OTHER, DIGEST), place(THIRD, DIGEST, true)),
    { kind: "closeReveals", from: LATE },
  ],
  [
    "reveals that differ are closed at once",
    of(
      JobStatus.Revealing,
      place(ME, DIGEST, true),
      place(OTHER, `0x${"0e".repeat(32)}`, true),
      place(THIRD, DIGEST, true),
    ),
    { kind: "closeReveals", from: undefined },
  ],
  [
    "who has not revealed closes nothing",
    of(JobStatus.Revealing, place(ME, DIGEST), place(OTHER, DIGEST, true), place(THIRD, DIGEST)),
    undefined,
  ],
  [
    "replicas' result is settled",
    of(JobStatus.Pending, place(ME, DIGEST, true), place(OTHER, DIGEST, true), place(THIRD, DIGEST, true)),
    { kind: "settleReplicas", from: LATE },
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
    for (const [isService, expected] of [
      [false, alone],
      [true, asService],
    ] as const) {
      const { wait, ...due } = upkeepFor(JOB_ID, job, ME, isService) ?? {};
      assert.deepEqual(due, expected ?? {});
      assert.equal(wait === undefined, expected === undefined);
    }
  });
}

const addressOf = (n: number) => `0x${n.toString(16).padStart(40, "0")}` as const;
const waitOf = (job: Job, provider: `0x${string}`) => upkeepFor(JOB_ID, job, provider, true)?.wait ?? Number.NaN;

test("whom it concerns goes first, and of several each at a time of its own; the public comes after them, spread", () => {
  assert.equal(waitOf(by(ME, JobStatus.Pending), ME), 0);
  const all = [ME, OTHER, THIRD];
  for (const job of [
    of(JobStatus.Pending, ...all.map((who) => place(who, DIGEST, true))),
    of(JobStatus.Revealing, ...all.map((who, n) => place(who, `0x0${n}${"0e".repeat(31)}`, true))),
    of(JobStatus.Working, ...all.map((who) => place(who, DIGEST)), place(addressOf(9))),
  ]) {
    const waits = all.map((who) => waitOf(job, who)).toSorted((a, b) => a - b);
    assert.deepEqual(waits, [0, 5, 10]);
    const others = Array.from({ length: 100 }, (_, n) => waitOf(job, addressOf(n + 100)));
    assert.ok(others.every((wait) => wait >= 15 && wait <= 35));
    assert.ok(new Set(others).size > 15, "they do not meet in one block");
  }
});

test("the same provider is not first in each job", () => {
  const job = of(JobStatus.Pending, ...[ME, OTHER, THIRD].map((who) => place(who, DIGEST, true)));
  const firsts = Array.from({ length: 60 }, (_, n) => upkeepFor(BigInt(n), job, ME, false)?.wait === 0);
  const count = firsts.filter(Boolean).length;
  assert.ok(count > 8 && count < 35, `${count} of 60`);
});

test("who has the lot drawn comes at a time of its own, well before the challenge period ends", () => {
  const submittedAt = 940;
  const pending = (challengePeriod: number): Job =>
    jobWith({ status: JobStatus.Pending, deadline: BigInt(submittedAt + challengePeriod) }, { challengePeriod });
  for (const [period, most] of [
    [8, 1],
    [60, 7],
    [6_000, 25],
  ] as const) {
    const times = Array.from({ length: 100 }, (_, n) => drawFrom(JOB_ID, pending(period), addressOf(n)) - submittedAt);
    assert.ok(times.every((time) => time >= 0 && time <= most));
    assert.ok(new Set(times).size > most / 2);
  }
});

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
