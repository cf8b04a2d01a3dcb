import type { Job } from "@blacktail/sdk";
import { JobStatus, type JobStatusName } from "@blacktail/sdk";
import { type Hex, zeroAddress } from "viem";

/** The fields of the contract's struct, as the subgraph answers them. */
export const JOB_FIELDS = `specDigest modelId currency { id } price stakeLock claimPeriod workPeriod challengePeriod attempts
  requester { id } status feeBps attemptsLeft deadline provider { id } outputDigest challenger { id } bond`;

export type JobEntity = {
  specDigest: Hex;
  modelId: string;
  currency: { id: string };
  price: string;
  stakeLock: string;
  claimPeriod: string;
  workPeriod: string;
  challengePeriod: string;
  attempts: number;
  requester: { id: Hex };
  status: JobStatusName;
  feeBps: number;
  attemptsLeft: number;
  deadline: string;
  provider: { id: Hex } | null;
  outputDigest: Hex;
  challenger: { id: Hex } | null;
  bond: string;
};

/** The struct that an entity stands for. */
export function jobOfEntity(entity: JobEntity): Job {
  return {
    terms: {
      specDigest: entity.specDigest,
      modelId: BigInt(entity.modelId),
      currency: BigInt(entity.currency.id),
      price: BigInt(entity.price),
      stakeLock: BigInt(entity.stakeLock),
      claimPeriod: Number(entity.claimPeriod),
      workPeriod: Number(entity.workPeriod),
      challengePeriod: Number(entity.challengePeriod),
      attempts: entity.attempts,
    },
    requester: entity.requester.id,
    status: JobStatus[entity.status],
    feeBps: entity.feeBps,
    attemptsLeft: entity.attemptsLeft,
    deadline: BigInt(entity.deadline),
    provider: entity.provider?.id ?? zeroAddress,
    outputDigest: entity.outputDigest,
    challenger: entity.challenger?.id ?? zeroAddress,
    bond: BigInt(entity.bond),
  };
}
