import { jobStatusName } from "../../jobs/types.ts";
import { ascii, black, model, time } from "./format.ts";
import type { SentenceTable } from "./types.ts";

export const jobEscrowSentences = {
  JobEscrow_AttemptsOutOfBounds: (attempts, max) => ({
    message: `A job may have 1 to ${max} attempts, not ${attempts}.`,
    fix: `Set attempts to at most ${max}.`,
  }),
  JobEscrow_DeadlineNotPassed: (jobId, deadline) => ({
    message: `Job ${jobId} cannot be moved on before its deadline, ${time(deadline)}.`,
    fix: "Try again after that time.",
  }),
  JobEscrow_DeadlinePassed: (jobId, deadline) => ({
    message: `The deadline of job ${jobId} passed at ${time(deadline)}.`,
    fix: "It is too late for this; anyone may move the job on now.",
  }),
  JobEscrow_InvalidParameters: () => ({
    message: "The escrow's parameters contradict each other or leave their bounds.",
    fix: "Keep minimum periods below maximum ones, and every value above zero and within its cap.",
  }),
  JobEscrow_InvalidSignature: (jobId, operator) => ({
    message: `The receipt of job ${jobId} is not signed by the provider's operator, ${operator}.`,
    fix: "Sign it with the operator's key, for this chain and escrow.",
  }),
  JobEscrow_NotRequester: (jobId, caller) => ({
    message: `${caller} did not create job ${jobId}.`,
    fix: "Call from the requester's account.",
  }),
  JobEscrow_PeriodOutOfBounds: (period, min, max) => ({
    message: `A period of ${period} seconds is outside of ${min} to ${max} seconds.`,
    fix: "Choose claim, work and challenge periods within these bounds.",
  }),
  JobEscrow_ReceiptMismatch: (jobId, field) => ({
    message: `The receipt's ${ascii(field)} is not that of job ${jobId}.`,
    fix: "Make the receipt from the job as it stands, with its deadline.",
  }),
  JobEscrow_StakeLockTooLow: (stakeLock, min) => ({
    message: `A job must lock at least ${black(min)} of its provider's stake, not ${black(stakeLock)}.`,
    fix: `Set stakeLock to at least ${black(min)}.`,
  }),
  JobEscrow_StateMismatch: (jobId) => ({
    message: `Job ${jobId} is final, unknown, or has moved on since it was read.`,
    fix: "Read it again (getJob) and retry.",
  }),
  JobEscrow_UnknownModel: (modelId) => ({
    message: `The ${model(modelId)} is not registered on this chain.`,
    fix: "Mint it first, or use 0 for a job that needs no model.",
  }),
  JobEscrow_WrongStatus: (jobId, status) => ({
    message: `Job ${jobId} is ${jobStatusName(status)}, which does not allow this.`,
    fix: "Read it again (getJob) and do what its status allows.",
  }),
  JobEscrow_ZeroPrice: () => ({ message: "The job's price is zero.", fix: "Offer a price above zero." }),
  JobEscrow_ZeroSpec: () => ({
    message: "The job names no specification.",
    fix: "Set specDigest to the digest of its JobSpec (digestJson).",
  }),
} satisfies SentenceTable;
