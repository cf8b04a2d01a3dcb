import assert from "node:assert/strict";
import { test } from "node:test";
import { zeroAddress, zeroHash } from "viem";
import { applyJobEvent, type Job, JobStatus, jobStatusName, packJob, unpackJob } from "../src/index.ts";
import { bodyOf } from "./support/attest.ts";
import { sampleTerms } from "./support/money.ts";

const open: Job = {
  terms: sampleTerms(),
  feeBps: 500,
  auditBps: 200,
  reputable: false,
  requester: "0x0000000000000000000000000000000000000001",
  status: JobStatus.Open,
  stage: 0,
  attemptsLeft: 2,
  deadline: 100n,
  block: 7,
  provider: zeroAddress,
  attestation: 0,
  audited: false,
  input: zeroHash,
  result: zeroHash,
  replicas: [],
  dispute: undefined,
};
const provider = "0x0000000000000000000000000000000000000002";
const blockNumber = 2n ** 32n + 8n;
const claim = { eventName: "JobClaimed", args: { jobId: 1n, provider, deadline: 200n }, blockNumber } as const;

test("an event that carries the job whole needs nothing before it", () => {
  const { terms, state } = packJob(open);
  const args = { jobId: 1n, requester: open.requester, terms, state };
  assert.deepEqual(applyJobEvent(undefined, { eventName: "JobCreated", args, blockNumber: 7n }), open);

  const reopened = { jobId: 1n, job: packJob({ ...open, stage: 1, input: bodyOf().outputDigest }), replicas: [] };
  const event = { eventName: "StageReopened", args: reopened, blockNumber: 7n } as const;
  assert.deepEqual(applyJobEvent(undefined, event), unpackJob(reopened.job));
});

test("an event that carries a change needs the job before it, and tells since which block it holds", () => {
  const working = applyJobEvent({ ...open, attestation: 3 }, claim);
  assert.deepEqual(working, {
    ...open,
    status: JobStatus.Working,
    provider,
    deadline: 200n,
    attemptsLeft: 1,
    block: 8,
  });
  const body = bodyOf();
  const args = { jobId: 1n, provider, deadline: 300n, attestation: 2, body } as const;
  assert.deepEqual(applyJobEvent(working, { eventName: "ResultSubmitted", args, blockNumber: 9n }), {
    ...working,
    status: JobStatus.Pending,
    deadline: 300n,
    attestation: 2,
    result: body.outputDigest,
    block: 9,
  });
  assert.throws(() => applyJobEvent(undefined, claim), { code: "JOB_EVENT_EARLY" });
});

test("a dispute or a list of replicas that an event only hashes must be known before it", () => {
  const dispute = { auditId: 1n, panelId: 0n, challenger: zeroAddress, bond: 0n, challengeLeft: 5n };
  const place = { provider, claimer: 0n, revealed: true, digest: bodyOf().outputDigest } as const;
  const several = {
    ...open,
    terms: sampleTerms({ replicas: 2 }),
    replicas: [place, { ...place, provider: zeroAddress }],
  };
  const audited = { ...several, status: JobStatus.Audited, result: place.digest, dispute };
  const args = { jobId: 1n, panelId: 1n, job: packJob(audited), dispute };
  const event = { eventName: "AuditDrawn", args, blockNumber: 9n } as const;
  assert.deepEqual(applyJobEvent(several, event), audited);
  assert.throws(() => applyJobEvent(undefined, event), { code: "JOB_EVENT_EARLY" });

  const closed = { jobId: 1n, job: packJob({ ...audited, status: JobStatus.Disputed }), replicas: [] };
  const close = { eventName: "RevealsClosed", args: closed, blockNumber: 9n } as const;
  assert.throws(() => applyJobEvent(undefined, close), { code: "JOB_EVENT_EARLY" });
});

test("an event of the escrow itself changes no job", () => {
  const synced = { eventName: "FeesSynced", args: { feeBps: 1, blackFeeBps: 1 }, blockNumber } as const;
  assert.equal(applyJobEvent(open, synced), open);
});

test("a status has a name", () => {
  assert.equal(jobStatusName(JobStatus.Disputed), "Disputed");
  assert.equal(jobStatusName(99), "None");
});
