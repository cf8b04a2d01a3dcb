import type { Dispute, Job, Replica } from "@blacktail/sdk";
import { JobStatus, type JobStatusName } from "@blacktail/sdk";
import { type Hex, zeroAddress } from "viem";

/** The fields that make the SDK's job, as the subgraph answers them. */
export const JOB_FIELDS = `specDigest modelId currency { id } budget usePrice stakeLock weights claimPeriod workPeriod challengePeriod
  priorityPeriod attempts replicaCount profile capabilities feeBps auditBps reputable requester { id } status stage attemptsLeft deadline
  block provider { id } attestation audited input result
  dispute { audit { id } panel { id } challenger { id } bond challengeLeft closedAt }
  seated(orderBy: place) { provider { id } claimer revealed digest commitment }`;

type Reference<Id = Hex> = { id: Id };

export type JobEntity = {
  specDigest: Hex;
  modelId: string;
  currency: Reference<string>;
  budget: string;
  usePrice: string;
  stakeLock: string;
  weights: number[];
  claimPeriod: string;
  workPeriod: string;
  challengePeriod: string;
  priorityPeriod: string;
  attempts: number;
  replicaCount: number;
  profile: number;
  capabilities: string;
  feeBps: number;
  auditBps: number;
  reputable: boolean;
  requester: Reference;
  status: JobStatusName;
  stage: number;
  attemptsLeft: number;
  deadline: string;
  block: string;
  provider: Reference | null;
  attestation: number;
  audited: boolean;
  input: Hex;
  result: Hex;
  dispute: DisputeEntity | null;
  seated: SeatedEntity[];
};

type DisputeEntity = {
  audit: Reference<string> | null;
  panel: Reference<string> | null;
  challenger: Reference | null;
  bond: string;
  challengeLeft: string;
  closedAt: string | null;
};

type SeatedEntity = {
  provider: Reference;
  claimer: Hex | null;
  revealed: boolean;
  digest: Hex;
  commitment: Hex | null;
};

/** The SDK's job that an entity stands for. */
export function jobOfEntity(entity: JobEntity): Job {
  return {
    terms: {
      specDigest: entity.specDigest,
      modelId: BigInt(entity.modelId),
      currency: BigInt(entity.currency.id),
      budget: BigInt(entity.budget),
      usePrice: BigInt(entity.usePrice),
      stakeLock: BigInt(entity.stakeLock),
      stages: entity.weights,
      claimPeriod: Number(entity.claimPeriod),
      workPeriod: Number(entity.workPeriod),
      challengePeriod: Number(entity.challengePeriod),
      priorityPeriod: Number(entity.priorityPeriod),
      attempts: entity.attempts,
      replicas: entity.replicaCount,
      profile: entity.profile,
      capabilities: BigInt(entity.capabilities),
    },
    feeBps: entity.feeBps,
    auditBps: entity.auditBps,
    reputable: entity.reputable,
    requester: entity.requester.id,
    status: JobStatus[entity.status],
    stage: entity.stage,
    attemptsLeft: entity.attemptsLeft,
    deadline: BigInt(entity.deadline),
    block: Number(entity.block),
    provider: entity.provider?.id ?? zeroAddress,
    attestation: entity.attestation,
    audited: entity.audited,
    input: entity.input,
    result: entity.result,
    replicas: entity.replicaCount === 1 ? [] : entity.seated.map(replicaOf),
    dispute: entity.dispute === null || entity.dispute.closedAt !== null ? undefined : disputeOf(entity.dispute),
  };
}

function replicaOf({ provider, claimer, revealed, digest, commitment }: SeatedEntity): Replica {
  const claims = commitment === null && claimer !== null;
  return { provider: provider.id, claimer: claims ? BigInt.asUintN(88, BigInt(claimer)) : 0n, revealed, digest };
}

function disputeOf({ audit, panel, challenger, bond, challengeLeft }: DisputeEntity): Dispute {
  return {
    auditId: BigInt(audit?.id ?? 0),
    panelId: BigInt(panel?.id ?? 0),
    challenger: challenger?.id ?? zeroAddress,
    bond: BigInt(bond),
    challengeLeft: BigInt(challengeLeft),
  };
}
