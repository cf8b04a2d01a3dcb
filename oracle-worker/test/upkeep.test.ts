import assert from "node:assert/strict";
import { test } from "node:test";
import { type Job, JobStatus } from "@blacktail/sdk";
import { skip } from "../src/decide/decide.ts";
import { Notices } from "../src/job/notices.ts";
import { upkeepFor } from "../src/job/upkeep.ts";

const me = `0x${"11".repeat(20)}` as const;
const other = `0x${"22".repeat(20)}` as const;
const nobody = `0x${"00".repeat(20)}` as const;
const DEADLINE = 1_000;

function jobOf(status: number, provider: `0x${string}`): Job {
  const terms = { specDigest: `0x${"01".repeat(32)}`, modelId: 0n, currency: 0n, price: 1n, stakeLock: 1n } as const;
  const periods = { claimPeriod: 1, workPeriod: 1, challengePeriod: 1, attempts: 1 };
  const rest = { feeBps: 0, attemptsLeft: 1, deadline: BigInt(DEADLINE), challenger: nobody, bond: 0n };
  return {
    terms: { ...terms, ...periods },
    requester: other,
    status,
    provider,
    outputDigest: `0x${"00".repeat(32)}`,
    ...rest,
  };
}

const cases = [
  ["its own result is settled", JobStatus.Pending, me, "settle", "settle"],
  ["its own dispute is voided", JobStatus.Disputed, me, "voidDispute", "voidDispute"],
  ["its own no-show is nothing to hurry", JobStatus.Working, me, undefined, undefined],
  ["another's no-show is slashed as a service", JobStatus.Working, other, undefined, "slashNoShow"],
  ["an unclaimed job is refunded as a service", JobStatus.Open, nobody, undefined, "refund"],
  ["another's result is another's to settle", JobStatus.Pending, other, undefined, undefined],
  ["a final job stays", JobStatus.Done, me, undefined, undefined],
] as const;

for (const [what, status, provider, alone, asService] of cases) {
  test(`after the deadline: ${what}`, () => {
    const job = jobOf(status, provider);
    assert.equal(upkeepFor(job, me, DEADLINE + 6, false), alone);
    assert.equal(upkeepFor(job, me, DEADLINE + 6, true), asService);
    assert.equal(upkeepFor(job, me, DEADLINE, true), undefined, "never at or before the deadline");
  });
}

test("a service leaves those concerned a head start", () => {
  assert.equal(upkeepFor(jobOf(JobStatus.Open, nobody), me, DEADLINE + 5, true), undefined);
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
