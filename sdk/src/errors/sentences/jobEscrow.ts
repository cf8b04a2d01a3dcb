import { toHex } from "viem";
import { jobStatusName } from "../../jobs/types.ts";
import { black, currencyName, model, time } from "./format.ts";
import type { SentenceTable } from "./types.ts";

export const jobEscrowSentences = {
  JobEscrow_AlreadyAudited: (jobId) => ({
    message: `Auditors have seen the result of job ${jobId}, or have it now.`,
    fix: "A result is audited once; challenge it if it is wrong.",
  }),
  JobEscrow_AlreadyCommitted: (jobId, provider) => ({
    message: `${provider} has committed to a result of job ${jobId} already.`,
    fix: "Reveal it once all replicas have committed.",
  }),
  JobEscrow_AlreadyReplica: (jobId, provider) => ({
    message: `${provider} has a place among the replicas of job ${jobId} already.`,
    fix: "Each replica is another provider's.",
  }),
  JobEscrow_AlreadyRevealed: (jobId, provider) => ({
    message: `${provider} has revealed its result of job ${jobId} already.`,
    fix: "Nothing needs to be done.",
  }),
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
  JobEscrow_DisputeMismatch: (jobId) => ({
    message: `The dispute that was given is not that of job ${jobId}.`,
    fix: "Read the job again (getJob) and retry.",
  }),
  JobEscrow_InvalidParameters: () => ({
    message: "The escrow's parameters contradict each other or leave their bounds.",
    fix: "Keep minimum periods below maximum ones, and every value above zero and within its cap.",
  }),
  JobEscrow_InvalidRules: (rules) => ({
    message: `The rules ${toHex(rules)} name no profile, or fill in what is the escrow's to fill in.`,
    fix: "Pack them with packTerms, with one of the profiles listed.",
  }),
  JobEscrow_InvalidSignature: (jobId, operator) => ({
    message: `The receipt of job ${jobId} is not signed by the provider's operator, ${operator}.`,
    fix: "Sign it with the operator's key, for this chain and escrow.",
  }),
  JobEscrow_InvalidStages: (stages) => ({
    message: `The stages ${toHex(stages)} hold a weight of zero.`,
    fix: "Give each stage a weight from 1 to 255.",
  }),
  JobEscrow_NotAttested: (jobId, verifier) => ({
    message: `Verifier ${verifier} does not vouch for this result of job ${jobId}, or is not listed.`,
    fix: "Check key and number, or submit without an attestation.",
  }),
  JobEscrow_NotDrawn: (jobId) => ({
    message: `The lot did not fall on the result of job ${jobId}, or cannot be drawn now.`,
    fix: "See isAuditDrawn; challenge the result if it is wrong.",
  }),
  JobEscrow_NotOperator: (provider, caller) => ({
    message: `${caller} is neither the provider ${provider} nor the account that claimed for it.`,
    fix: "Call from one of the two.",
  }),
  JobEscrow_NotReplica: (jobId, index) => ({
    message: `The replicas of job ${jobId} have no place ${index}.`,
    fix: "Read the job again (getJob): places count from 0.",
  }),
  JobEscrow_NotRequester: (jobId, caller) => ({
    message: `${caller} did not create job ${jobId}.`,
    fix: "Call from the requester's account.",
  }),
  JobEscrow_NotYourTurn: (jobId, provider, opensToAll) => ({
    message: `The ticket of ${provider} does not allow it to claim job ${jobId} yet; everyone may from ${time(opensToAll)}.`,
    fix: "Try again at the time that claimOpensAt gives.",
  }),
  JobEscrow_OutOfGas: (jobId) => ({
    message: `The call on job ${jobId} was given too little gas.`,
    fix: "Send it again with more gas.",
  }),
  JobEscrow_PanelNotEnded: (jobId, panelId) => ({
    message: `Panel ${panelId}, which has job ${jobId}, has not ended.`,
    fix: "Wait for its votes or its deadline, and advance it (advancePanel).",
  }),
  JobEscrow_PeriodOutOfBounds: (period, min, max) => ({
    message: `A period of ${period} seconds is outside of ${min} to ${max} seconds.`,
    fix: "Choose claim, work, challenge and priority periods within these bounds; priority ends at the latest with the claim period.",
  }),
  JobEscrow_ReplicasMismatch: (jobId) => ({
    message: `The list of replicas that was given is not that of job ${jobId}.`,
    fix: "Read the job again (getJob) and retry.",
  }),
  JobEscrow_ReplicasOutOfBounds: (replicas, max) => ({
    message: `A job may have 1 to ${max} replicas, not ${replicas}.`,
    fix: `Set replicas to at most ${max}.`,
  }),
  JobEscrow_ReplicasSeated: (jobId) => ({
    message: `Replicas of job ${jobId} have been claimed, so it cannot be cancelled.`,
    fix: "Wait until they are done, or until the claim period passes.",
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
  JobEscrow_UseNotOffered: (modelId, currency) => ({
    message: `The use of ${model(modelId)} cannot be paid in ${currencyName(currency)}.`,
    fix: "Pay in a currency that its owner offers it in, or get a licence.",
  }),
  JobEscrow_UsePriceTooLow: (modelId, usePrice, cost) => ({
    message: `A use of ${model(modelId)} costs ${cost} (smallest units), but the job gives ${usePrice} for it.`,
    fix: `Set usePrice to at least ${cost}.`,
  }),
  JobEscrow_WrongReplication: (jobId, replicas) => ({
    message: `Job ${jobId} has ${replicas} replicas, for which this is the wrong call.`,
    fix: "Jobs of one replica and jobs of several have calls of their own; the SDK's actions choose the right one.",
  }),
  JobEscrow_WrongReveal: (jobId, provider) => ({
    message: `This is not the result of job ${jobId} that ${provider} committed to.`,
    fix: "Reveal the same receipt with the same salt.",
  }),
  JobEscrow_WrongStatus: (jobId, status) => ({
    message: `Job ${jobId} is ${jobStatusName(status)}, which does not allow this.`,
    fix: "Read it again (getJob) and do what its status allows.",
  }),
  JobEscrow_ZeroCommitment: (jobId) => ({
    message: `The commitment to a result of job ${jobId} is zero.`,
    fix: "Make it with resultCommitment.",
  }),
  JobEscrow_ZeroOutput: (jobId) => ({
    message: `The receipt of job ${jobId} names no output.`,
    fix: "Set outputDigest to the digest of its Output document (digestJson).",
  }),
  JobEscrow_ZeroPrice: () => ({ message: "The job's price is zero.", fix: "Offer a price above zero." }),
  JobEscrow_ZeroSpec: () => ({
    message: "The job names no specification.",
    fix: "Set specDigest to the digest of its JobSpec (digestJson).",
  }),
  JobLens_InvalidWeight: (index) => ({
    message: `The weight of stage ${index} is zero.`,
    fix: "Give each stage a weight from 1 to 255.",
  }),
  JobLens_TooManyStages: (count) => ({ message: `A job cannot have ${count} stages.`, fix: "Use at most 32." }),
} satisfies SentenceTable;
