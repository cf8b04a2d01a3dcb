import type { Hex } from "viem";
import type { Job, JobTerms } from "./types.ts";
import { packWord } from "./word.ts";

/** Terms as the chain has them. Mirrors Solidity's `JobTerms`. */
export type PackedTerms = {
  specDigest: Hex;
  modelId: bigint;
  currency: bigint;
  budget: bigint;
  usePrice: bigint;
  stakeLock: bigint;
  stages: bigint;
  rules: bigint;
};

/** What the escrow fills in at a job's creation. */
export type FixedRules = Pick<Job, "feeBps" | "auditBps" | "reputable">;

const ASKED: FixedRules = { feeBps: 0, auditBps: 0, reputable: false };

/**
 * Terms in the form that the escrow wants.
 *
 * @param fixed Of a job that is created already; a new job's are the escrow's to fill in.
 * @throws BlacktailError `FIELD_INVALID`
 */
export function packTerms(terms: JobTerms, fixed: FixedRules = ASKED): PackedTerms {
  const { specDigest, modelId, currency, budget, usePrice, stakeLock } = terms;
  const stages = packWord(terms.stages.map((weight, index) => [`the weight of stage ${index}`, 8, weight]));
  const rules = packWord([
    ["claimPeriod", 32, terms.claimPeriod],
    ["workPeriod", 32, terms.workPeriod],
    ["challengePeriod", 32, terms.challengePeriod],
    ["priorityPeriod", 16, terms.priorityPeriod],
    ["attempts", 8, terms.attempts],
    ["replicas", 8, terms.replicas],
    ["profile", 8, terms.profile],
    ["capabilities", 64, terms.capabilities],
    ["feeBps", 16, fixed.feeBps],
    ["auditBps", 16, fixed.auditBps],
    ["reputable", 1, fixed.reputable ? 1 : 0],
  ]);
  return { specDigest, modelId, currency, budget, usePrice, stakeLock, stages, rules };
}
