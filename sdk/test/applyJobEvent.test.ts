import assert from "node:assert/strict";
import { test } from "node:test";
import { zeroAddress, zeroHash } from "viem";
import { applyJobEvent, type Job, JobStatus, jobStatusName } from "../src/index.ts";
import { sampleTerms } from "./support/money.ts";

const open: Job = {
  terms: sampleTerms(),
  requester: "0x0000000000000000000000000000000000000001",
  status: JobStatus.Open,
  feeBps: 500,
  attemptsLeft: 2,
  deadline: 100n,
  provider: zeroAddress,
  outputDigest: zeroHash,
  challenger: zeroAddress,
  bond: 0n,
};
const provider = "0x0000000000000000000000000000000000000002";
const claim = { eventName: "JobClaimed", args: { jobId: 1n, provider, deadline: 200n } } as const;

test("an event that carries the job whole needs nothing before it", () => {
  const created = { eventName: "JobCreated", args: { jobId: 1n, requester: open.requester, job: open } } as const;
  assert.equal(applyJobEvent(undefined, created), open);
});

test("an event that carries a change needs the job before it", () => {
  assert.deepEqual(applyJobEvent(open, claim), {
    ...open,
    status: JobStatus.Working,
    provider,
    deadline: 200n,
    attemptsLeft: 1,
  });
  assert.throws(() => applyJobEvent(undefined, claim), { code: "JOB_EVENT_EARLY" });
});

test("an event of the escrow itself changes no job", () => {
  const synced = { eventName: "FeesSynced", args: { feeBps: 1, blackFeeBps: 1 } } as const;
  assert.equal(applyJobEvent(open, synced), open);
});

test("a status has a name", () => {
  assert.equal(jobStatusName(JobStatus.Disputed), "Disputed");
  assert.equal(jobStatusName(99), "None");
});
