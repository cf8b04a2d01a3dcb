import type { FixedRules, PackedTerms } from "./packTerms.ts";
import type { JobTerms } from "./types.ts";
import { bitsOf, numberIn } from "./word.ts";

/** What packed terms say: what the requester asked for, and what the escrow filled in. */
export function unpackTerms(packed: PackedTerms): { terms: JobTerms; fixed: FixedRules } {
  const { specDigest, modelId, currency, budget, usePrice, stakeLock, rules } = packed;
  const stages: number[] = [];
  for (let rest = packed.stages; rest !== 0n; rest >>= 8n) stages.push(numberIn(rest, 0, 8));
  return {
    terms: {
      specDigest,
      modelId,
      currency,
      budget,
      usePrice,
      stakeLock,
      stages,
      claimPeriod: numberIn(rules, 0, 32),
      workPeriod: numberIn(rules, 32, 32),
      challengePeriod: numberIn(rules, 64, 32),
      priorityPeriod: numberIn(rules, 96, 16),
      attempts: numberIn(rules, 112, 8),
      replicas: numberIn(rules, 120, 8),
      profile: numberIn(rules, 128, 8),
      capabilities: bitsOf(rules, 136, 64),
    },
    fixed: {
      feeBps: numberIn(rules, 200, 16),
      auditBps: numberIn(rules, 216, 16),
      reputable: numberIn(rules, 232, 1) === 1,
    },
  };
}
