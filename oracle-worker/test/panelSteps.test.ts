import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { BlacktailError, type Job, JobStatus, PanelPhase, type Storage } from "@blacktail/sdk";
import { zeroAddress, zeroHash } from "viem";
import type { Clock } from "../src/clock.ts";
import { type Ballot, Ballots } from "../src/panels/ballots.ts";
import { bring } from "../src/panels/bring.ts";
import { nextStep } from "../src/panels/nextStep.ts";
import { applyPanelEvent, type PanelEvent, type PanelState, seatOf } from "../src/panels/panelState.ts";
import { questionOf, subjectOf } from "../src/panels/question.ts";
import { jobWith } from "./support/jobs.ts";

const address = (byte: string) => `0x${byte.repeat(20)}` as const;
const digest = (byte: string) => `0x${byte.repeat(32)}` as const;
const [me, other] = [address("11"), address("22")];
const NOW = 1_000;
const DEADLINE = 1_100n;

const opened: PanelState = {
  module: address("aa"),
  phase: PanelPhase.Seating,
  audit: false,
  seats: 3,
  candidates: 1,
  round: 0,
  first: 0,
  seated: 0,
  committed: 0,
  revealed: 0,
  locked: 0,
  accepted: 0,
  deadline: DEADLINE,
  beganBlock: 5,
  workPeriod: 300,
  seatLock: 1n,
  version: 1,
  judged: false,
  panelId: 7n,
  jobId: 3n,
  parties: [],
  members: [],
};

const member = (at: typeof me, committed = false, vote?: number) => ({ member: at, committed, vote });
const step = (panel: Partial<PanelState>, hasBallot = false, now = NOW) =>
  nextStep({ ...opened, ...panel }, me, { now, hasBallot });

test("what is next on a panel, in each phase, with and without a seat, before and after the deadline", () => {
  const { Committing, Revealing, Decided, Void } = PanelPhase;
  const late = Number(DEADLINE) + 1;
  assert.equal(step({}), "sit");
  assert.equal(step({}, false, Number(DEADLINE)), "sit");
  assert.equal(step({}, false, late), "advance");
  assert.equal(step({ seated: 1, members: [member(me)] }), undefined);
  const committing = { phase: Committing, seated: 2, members: [member(other), member(me)] };
  assert.equal(step(committing), "decide");
  assert.equal(step(committing, true), "commit");
  assert.equal(step({ ...committing, members: [member(other), member(me, true)] }, true), undefined);
  assert.equal(step({ ...committing, members: [member(other)] }, true), undefined);
  assert.equal(step(committing, true, late), "advance");
  const revealing = { phase: Revealing, committed: 2, revealed: 1 };
  assert.equal(step({ ...revealing, members: [member(other, true, 1), member(me, true)] }, true), "reveal");
  assert.equal(
    step({ ...revealing, members: [member(other, true, 1), member(me, true)] }),
    undefined,
    "no salt, no vote",
  );
  assert.equal(step({ ...revealing, members: [member(me, true, 1), member(other, true)] }, true), undefined);
  assert.equal(step({ ...revealing, members: [member(me, false), member(other, true)] }, true), undefined);
  assert.equal(step({ ...revealing, revealed: 2, members: [] }), "advance");
  assert.equal(step({ ...revealing, members: [] }, false, late), "advance");
  for (const phase of [Decided, Void]) assert.equal(step({ phase, deadline: 0n }, true, late), undefined);
  // Who sat in the round before has no seat in this one.
  assert.equal(step({ phase: Committing, round: 1, first: 1, members: [member(me, true), member(other)] }), undefined);
});

const event = (eventName: string, args: object, blockNumber = 9n) => ({ eventName, args, blockNumber }) as PanelEvent;

test("a round that fails after its seating keeps its members; one that fails in it gives the seats back", () => {
  const play = (events: PanelEvent[]) =>
    events.reduce<PanelState | undefined>((before, next) => applyPanelEvent(before, next), opened);
  const again = event("PhaseChanged", { phase: PanelPhase.Seating, round: 1, deadline: 2_000n }, 2n ** 32n + 8n);
  const seated = event("Seated", { member: me, seat: 0 });
  const empty = play([seated, again]);
  assert.deepEqual([empty?.first, empty?.members, empty?.round, empty?.beganBlock], [0, [], 1, 8]);
  const committing = event("PhaseChanged", { phase: PanelPhase.Committing, round: 0, deadline: 1_200n });
  const failed = play([seated, committing, event("Committed", { member: me }), again]);
  assert.deepEqual([failed?.first, failed?.seated, failed?.committed, failed?.deadline], [1, 0, 0, 2_000n]);
  assert.deepEqual(failed?.members, [member(me, true)]);
  assert.ok(failed !== undefined && seatOf(failed, me) === undefined);
  const over = play([seated, committing, event("Decided", { accepted: 1 })]);
  assert.deepEqual([over?.phase, over?.accepted, over?.deadline], [PanelPhase.Decided, 1, 0n]);
  assert.equal(applyPanelEvent(undefined, seated), undefined);
});

test("the question before a panel: one result, or each of the replicas that disagree; other questions need other votes", () => {
  const dispute = { auditId: 0n, panelId: 7n, challenger: other, bond: 1n, challengeLeft: 0n };
  const replica = (byte: string) => ({ provider: me, claimer: 0n, revealed: true, digest: digest(byte) });
  const base: Job = { ...jobWith(), result: digest("01"), replicas: [replica("02"), replica("03")], dispute };
  const ask = (change: Partial<Job>) => questionOf(3n, { ...base, status: JobStatus.Disputed, ...change });
  assert.deepEqual([ask({})?.panelId, ask({})?.candidates], [7n, [digest("01")]]);
  const own = ask({ dispute: { ...dispute, challenger: zeroAddress } });
  assert.deepEqual(own?.candidates, [digest("02"), digest("03")]);
  const called = ask({ dispute: { ...dispute, challenger: zeroAddress, auditId: 6n } });
  assert.deepEqual([called?.panelId, called?.candidates], [7n, [digest("01")]]);
  const audited = ask({ status: JobStatus.Audited, dispute: { ...dispute, auditId: 6n, panelId: 0n } });
  assert.deepEqual([audited?.panelId, audited?.candidates], [6n, [digest("01")]]);
  assert.equal(ask({ status: JobStatus.Pending }), undefined);
  assert.equal(ask({ dispute: undefined }), undefined);
  const subjects = [ask({}), own, audited, ask({ input: digest("09") }), ask({ stage: 1 })].map((question) =>
    question === undefined ? zeroHash : subjectOf(question),
  );
  assert.equal(new Set(subjects).size, 5);
});

test("votes are there after a restart, for their own question only, and go when their time has passed", () => {
  const folder = mkdtempSync(join(tmpdir(), "ballots-"));
  try {
    const path = join(folder, "ballots");
    const first = new Ballots(path);
    const ballot = {
      type: "ballot",
      panelId: "7",
      subject: digest("01"),
      vote: 1,
      salt: digest("02"),
      at: 5,
    } as Ballot;
    first.keep(ballot);
    first.close();
    const second = new Ballots(path);
    assert.deepEqual(second.get(7n, digest("01")), ballot);
    assert.equal(second.get(7n, digest("03")), undefined);
    // A reorganisation gives the panel's number to another question, and another one gives it back.
    const other = { ...ballot, subject: digest("03"), salt: digest("04") };
    second.keep(other);
    assert.deepEqual([second.get(7n, digest("01")), second.get(7n, digest("03"))], [ballot, other]);
    second.keepOnly((panelId, at) => panelId === 7n && at === 5);
    assert.ok(second.get(7n, digest("01")));
    second.keepOnly(() => false);
    second.close();
    const third = new Ballots(path);
    assert.equal(third.get(7n, digest("01")), undefined);
    third.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("what is missing is asked for again, and counts against a result only while the storage gives other things", async () => {
  let now = 0;
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      now += ms;
    },
  };
  const problem = (code: string) => new BlacktailError({ code, message: `${code}.`, fix: "None." });
  const gives: Pick<Storage, "get"> = { get: async () => new Uint8Array() };
  const silent: Pick<Storage, "get"> = { get: () => Promise.reject(problem("STORAGE_UNREACHABLE")) };
  const options = (storage: Pick<Storage, "get">, patienceMs = 10_000) => ({
    storage: storage as Storage,
    clock,
    patienceMs,
    until: Number.POSITIVE_INFINITY,
    control: digest("01"),
    signal: new AbortController().signal,
  });
  let asked = 0;
  const after = (tries: number, code: string) => async () => {
    if (asked++ < tries) throw problem(code);
    return "here";
  };
  assert.equal(await bring("it", after(3, "STORAGE_NOT_FOUND"), options(gives)), "here");
  asked = 0;
  const missing = await bring("its model", after(99, "STORAGE_NOT_FOUND"), options(gives));
  assert.deepEqual(missing, { missing: "its model could not be had in 10 s: STORAGE_NOT_FOUND." });
  assert.ok(asked > 3);
  asked = 0;
  const unheard = bring("it", after(99, "STORAGE_UNREACHABLE"), options(silent));
  await assert.rejects(unheard, { code: "WORKER_STORAGE_SILENT", retryable: true });
  for (const code of ["STORAGE_DIGEST_MISMATCH", "DOCUMENT_INVALID", "JSON_INVALID", "STORAGE_TOO_LARGE"]) {
    asked = 0;
    assert.match(JSON.stringify(await bring("it", after(99, code), options(silent))), /not what it should be/);
    assert.equal(asked, 1);
  }
  asked = 0;
  await assert.rejects(bring("it", after(99, "WORKER_DISK_FULL"), options(gives)), { code: "WORKER_DISK_FULL" });
});
