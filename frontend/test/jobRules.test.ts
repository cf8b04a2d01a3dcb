import assert from "node:assert/strict";
import { test } from "node:test";
import { type Job, JobStatus, PanelPhase } from "@blacktail/sdk";
import { zeroHash } from "viem";
import { actionsOf } from "../src/job/actionsOf.ts";
import { challengeStakes } from "../src/job/challengeStakes.ts";
import { nextOf } from "../src/job/nextOf.ts";
import type { PanelState } from "../src/job/panelStanding.ts";
import { DEADLINE, jobOf, PROVIDER, placeOf, REQUESTER } from "./support/job.ts";

const DIGEST = { a: `0x${"0a".repeat(32)}`, b: `0x${"0b".repeat(32)}` } as const;

const three = { replicas: 3, stages: [] };

const ids = (job: Job, over: { viewer?: string; now?: number; drawn?: boolean; panel?: PanelState } = {}) =>
  actionsOf(job, { viewer: undefined, now: DEADLINE, drawn: false, panel: undefined, ...over }).map(({ id }) => id);

const LATE = DEADLINE + 1;

test("an open stage: its requester may cancel until a replica sits, later anyone may refund", () => {
  const open = jobOf({ status: JobStatus.Open });
  assert.deepEqual(ids(open), []);
  assert.deepEqual(ids(open, { viewer: REQUESTER }), ["cancel"]);
  assert.deepEqual(ids(open, { viewer: PROVIDER, now: LATE }), ["refund"]);
  const seated = jobOf({ status: JobStatus.Open, replicas: [placeOf(1)] }, three);
  assert.deepEqual(ids(seated, { viewer: REQUESTER }), []);
  assert.deepEqual(ids(seated, { now: LATE }), ["refund"]);
});

test("the deadline's own second still belongs to who is due", () => {
  assert.deepEqual(ids(jobOf(), { now: DEADLINE }), []);
  assert.deepEqual(ids(jobOf(), { now: LATE }), ["slash"]);
});

test("a pending result: accept, challenge and audit in its window, settle after it", () => {
  const pending = jobOf({ status: JobStatus.Pending, result: DIGEST.a });
  assert.deepEqual(ids(pending), ["challenge"]);
  assert.deepEqual(ids(pending, { viewer: REQUESTER }), ["settle", "challenge"]);
  assert.deepEqual(ids(pending, { viewer: PROVIDER }), []);
  assert.deepEqual(ids(pending, { drawn: true }), ["draw-audit", "challenge"]);
  assert.deepEqual(ids({ ...pending, audited: true }, { drawn: true }), ["challenge"]);
  assert.deepEqual(ids(pending, { viewer: REQUESTER, now: LATE, drawn: true }), ["settle"]);
});

test("reveals: anyone closes them when they are late, or all shown and unequal", () => {
  const shown = (...digests: (typeof DIGEST)[keyof typeof DIGEST][]) =>
    digests.map((digest, index) => placeOf(index + 1, { revealed: true, digest }));
  const revealing = (replicas: Job["replicas"]) => jobOf({ status: JobStatus.Revealing, replicas }, three);
  const hidden = placeOf(3, { digest: DIGEST.b });
  assert.deepEqual(ids(revealing([...shown(DIGEST.a, DIGEST.a), hidden])), []);
  assert.deepEqual(ids(revealing([...shown(DIGEST.a, DIGEST.a), hidden]), { now: LATE }), ["close-reveals"]);
  const unequal = revealing(shown(DIGEST.a, DIGEST.a, DIGEST.b));
  assert.deepEqual(ids(unequal), ["close-reveals"]);
  assert.equal(nextOf(unequal, DEADLINE).title, "The results differ");
});

const panel = (over: Partial<PanelState> = {}): PanelState => ({
  phase: PanelPhase.Committing,
  audit: false,
  seats: 3,
  seated: 3,
  committed: 1,
  revealed: 0,
  round: 0,
  deadline: DEADLINE,
  ...over,
});

const disputed = jobOf({
  status: JobStatus.Disputed,
  deadline: 0n,
  dispute: { auditId: 0n, panelId: 4n, challenger: PROVIDER, bond: 1_000n, challengeLeft: 0n },
});

test("a dispute waits for its panel: nothing, then its next phase, then its decision", () => {
  assert.deepEqual(ids(disputed), []);
  assert.deepEqual(ids(disputed, { panel: panel() }), []);
  assert.deepEqual(ids(disputed, { panel: panel(), now: LATE }), ["advance"]);
  const revealing = { phase: PanelPhase.Revealing, committed: 3 };
  assert.deepEqual(ids(disputed, { panel: panel({ ...revealing, revealed: 2 }) }), []);
  assert.deepEqual(ids(disputed, { panel: panel({ ...revealing, revealed: 3 }) }), ["advance"]);
  for (const phase of [PanelPhase.Decided, PanelPhase.Void]) {
    assert.deepEqual(ids(disputed, { panel: panel({ phase, deadline: 0 }) }), ["conclude"]);
  }
});

test("a final job asks nothing of anybody", () => {
  for (const status of [JobStatus.Done, JobStatus.Refunded, JobStatus.Cancelled]) {
    const final = jobOf({ status, deadline: 0n });
    assert.deepEqual(ids(final, { viewer: REQUESTER, now: LATE }), []);
    const { until, late } = nextOf(final, LATE);
    assert.deepEqual({ until, late }, { until: undefined, late: false });
  }
});

test("what comes next runs a clock until the deadline, and then says who may act", () => {
  const statuses = [JobStatus.Open, JobStatus.Working, JobStatus.Pending] as const;
  for (const status of statuses) {
    const job = jobOf({ status });
    const before = nextOf(job, DEADLINE);
    assert.equal(before.until?.at, DEADLINE);
    assert.equal(before.late, false);
    const after = nextOf(job, LATE);
    assert.equal(after.until, undefined);
    assert.equal(after.late, true);
    assert.match(after.text, /[Aa]nyone may/);
  }
});

test("a committee is called one wherever it decides", () => {
  const said = nextOf(disputed, DEADLINE, panel()).text;
  assert.match(said, /committee drawn by stake/);
  assert.match(said, /nothing proves it right/);
  const audited = jobOf({ ...disputed, status: JobStatus.Audited });
  assert.equal(nextOf(audited, DEADLINE, panel({ audit: true })).until?.at, DEADLINE);
  assert.match(nextOf(audited, LATE, panel({ audit: true, phase: PanelPhase.Seating, seated: 1 })).text, /1 of 3 sit/);
});

test("several providers: places, sealed results, no names of the plural wrong", () => {
  const open = jobOf({ status: JobStatus.Open, replicas: [placeOf(1)] }, three);
  assert.equal(nextOf(open, DEADLINE).title, "1 of 3 providers are here");
  const places = [placeOf(1, { digest: DIGEST.a }), placeOf(2, { digest: DIGEST.b }), placeOf(3, { digest: zeroHash })];
  const working = jobOf({ replicas: places }, three);
  assert.match(nextOf(working, DEADLINE).text, /2 of 3 have committed/);
  assert.equal(nextOf(working, LATE).title, "1 provider is late");
});

test("a challenge wins half of what the requester leaves of each wrong provider's lock, and costs the bond", () => {
  assert.deepEqual(challengeStakes(jobOf()), { gain: 375n, loss: 1_000n, voidCost: 2n });
  const pair = jobOf({ replicas: [placeOf(1), placeOf(2)] }, { replicas: 2 });
  assert.equal(challengeStakes(pair).gain, 750n);
});
