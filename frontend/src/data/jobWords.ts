import { type Job, JobStatus } from "@blacktail/sdk";
import { zeroAddress } from "viem";
import { z } from "zod";
import { jobDispute } from "./jobPanel.ts";
import { job } from "./jobs.ts";
import { jobWork } from "./jobWork.ts";
import { bytes, integer, reference, seconds } from "./scalars.ts";

export const wordFields = `
  stakeLock weights claimPeriod workPeriod challengePeriod priorityPeriod attempts profile capabilities feeBps auditBps reputable
  attemptsLeft block attestation audited input result provider { id }
`;

/** All of a job that the chain hashes, as the index tells it. */
export const jobWords = job.extend({
  stakeLock: integer,
  weights: z.array(z.number()),
  claimPeriod: seconds,
  workPeriod: seconds,
  challengePeriod: seconds,
  priorityPeriod: seconds,
  attempts: z.number(),
  profile: z.number(),
  capabilities: integer,
  feeBps: z.number(),
  auditBps: z.number(),
  reputable: z.boolean(),
  attemptsLeft: z.number(),
  block: seconds,
  attestation: z.number(),
  audited: z.boolean(),
  input: bytes,
  result: bytes,
  provider: reference.nullable(),
  seated: z.array(jobWork).transform((places) => places.toSorted((a, b) => a.place - b.place)),
  dispute: jobDispute.nullable(),
});

/** The lowest bits of a claimer's address that a replica's place keeps. */
const CLAIMER_BITS = 88;

/** The job in the SDK's form, so that the page's rules and the chain's calls speak of one thing. */
export function jobOfWords(indexed: z.output<typeof jobWords>): Job {
  const { dispute, provider, seated, status, weights, currency, replicaCount, deadline } = indexed;
  const replicas = replicaCount > 1 ? seated : [];
  const open = dispute !== null && dispute.closedAt === null ? dispute : undefined;
  return {
    terms: {
      specDigest: indexed.specDigest,
      modelId: indexed.modelId,
      currency: currency.id,
      budget: indexed.budget,
      usePrice: indexed.usePrice,
      stakeLock: indexed.stakeLock,
      stages: weights,
      claimPeriod: indexed.claimPeriod,
      workPeriod: indexed.workPeriod,
      challengePeriod: indexed.challengePeriod,
      priorityPeriod: indexed.priorityPeriod,
      attempts: indexed.attempts,
      replicas: replicaCount,
      profile: indexed.profile,
      capabilities: indexed.capabilities,
    },
    feeBps: indexed.feeBps,
    auditBps: indexed.auditBps,
    reputable: indexed.reputable,
    requester: indexed.requester,
    status: JobStatus[status],
    stage: indexed.stage,
    attemptsLeft: indexed.attemptsLeft,
    deadline: BigInt(deadline),
    block: indexed.block,
    provider: provider ?? zeroAddress,
    attestation: indexed.attestation,
    audited: indexed.audited,
    input: indexed.input,
    result: indexed.result,
    replicas: replicas.map(({ provider: { id }, claimer, commitment, revealed, digest }) => ({
      provider: id,
      claimer: commitment === null ? BigInt.asUintN(CLAIMER_BITS, BigInt(claimer ?? 0)) : 0n,
      revealed,
      digest,
    })),
    dispute: open && {
      auditId: BigInt(open.audit?.id ?? 0),
      panelId: BigInt(open.panel?.id ?? 0),
      challenger: open.challenger ?? zeroAddress,
      bond: open.bond,
      challengeLeft: open.challengeLeft,
    },
  };
}
