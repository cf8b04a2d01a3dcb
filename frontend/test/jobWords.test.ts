import assert from "node:assert/strict";
import { test } from "node:test";
import { type Job, JobStatus, jobHash, packJob, unpackJob } from "@blacktail/sdk";
import { jobOfWords, jobWords } from "../src/data/jobWords.ts";
import { jobOf, PROVIDER, placeOf, REQUESTER } from "./support/job.ts";

const CLAIMER = "0x1234567890123456789012345678901234567890";
const [A, B] = [`0x${"0a".repeat(32)}`, `0x${"0b".repeat(32)}`] as const;

/** How the index answers for a job. */
function indexed({ terms, ...job }: Job) {
  return {
    id: "7",
    status: "Revealing",
    budget: String(terms.budget),
    usePrice: String(terms.usePrice),
    modelId: "0",
    specDigest: terms.specDigest,
    deadline: String(job.deadline),
    createdAt: "1",
    updatedAt: "2",
    stage: job.stage,
    stageCount: 3,
    replicaCount: terms.replicas,
    requester: { id: job.requester },
    currency: { id: "0", symbol: "ETH", decimals: 18 },
    stakeLock: String(terms.stakeLock),
    weights: terms.stages,
    claimPeriod: String(terms.claimPeriod),
    workPeriod: String(terms.workPeriod),
    challengePeriod: String(terms.challengePeriod),
    priorityPeriod: String(terms.priorityPeriod),
    attempts: terms.attempts,
    profile: terms.profile,
    capabilities: String(terms.capabilities),
    feeBps: job.feeBps,
    auditBps: job.auditBps,
    reputable: job.reputable,
    attemptsLeft: job.attemptsLeft,
    block: String(job.block),
    attestation: job.attestation,
    audited: job.audited,
    input: job.input,
    result: job.result,
    provider: null,
    seated: [],
    dispute: null,
  };
}

const work = (place: number, provider: string, over: object) => ({
  id: `0x0${place}`,
  place,
  attempt: 1,
  state: "Claimed",
  claimer: CLAIMER,
  revealed: false,
  digest: `0x${"00".repeat(32)}`,
  commitment: null,
  outputCid: null,
  toProvider: null,
  slashed: "0",
  claimedAt: "3",
  stage: { number: 0 },
  provider: { id: provider, endpoint: "" },
  ...over,
});

const dispute = (closedAt: string | null) => ({
  state: "Disputed",
  audit: null,
  panel: {
    id: "9",
    audit: false,
    phase: "Seating",
    deadline: "50",
    seats: 3,
    candidates: 1,
    round: 0,
    seated: 0,
    committed: 0,
    revealed: 0,
    accepted: 0,
    seatLock: "1000",
    openedAt: "4",
    endedAt: null,
    job: { id: "7", status: "Disputed" },
    members: [],
  },
  challenger: { id: REQUESTER },
  bond: "1000",
  challengeLeft: "0",
  reason: A,
  accepted: null,
  closedAt,
});

test("a job of replicas is rebuilt from the index to the chain's hash, whatever order its places come in", () => {
  const expected = jobOf(
    {
      status: JobStatus.Revealing,
      provider: "0x0000000000000000000000000000000000000000",
      replicas: [
        placeOf(1, { revealed: true, digest: A }),
        placeOf(2, { digest: B }),
        placeOf(3, { claimer: BigInt.asUintN(88, BigInt(CLAIMER)) }),
      ],
    },
    { replicas: 3 },
  );
  const [one, two, three] = expected.replicas.map(({ provider }) => provider);
  assert.ok(one && two && three);
  const replicas = [
    work(2, three, {}),
    work(0, one, { revealed: true, digest: A, commitment: B }),
    work(1, two, { digest: B, commitment: B }),
  ];
  const rebuilt = jobOfWords(jobWords.parse({ ...indexed(expected), seated: replicas }));
  assert.deepEqual(rebuilt, expected);
  assert.equal(
    jobHash(rebuilt),
    jobHash(unpackJob(packJob(expected), { replicas: expected.replicas, dispute: undefined })),
  );
});

test("a dispute counts until it is closed", () => {
  const answer = { ...indexed(jobOf()), status: "Disputed", provider: { id: PROVIDER } };
  const open = jobOfWords(jobWords.parse({ ...answer, dispute: dispute(null) }));
  assert.deepEqual(open.dispute, { auditId: 0n, panelId: 9n, challenger: REQUESTER, bond: 1_000n, challengeLeft: 0n });
  assert.equal(jobOfWords(jobWords.parse({ ...answer, dispute: dispute("60") })).dispute, undefined);
});
