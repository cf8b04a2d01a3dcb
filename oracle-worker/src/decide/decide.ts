import { type Job, type JobSpec, JobStatus, jobDemand, jobStatusName } from "@blacktail/sdk";
import { isAddressEqual } from "viem";
import type { Me, ModelFacts } from "./me.ts";
import { refuseSpec } from "./spec.ts";

/** Why a job is left alone. `final`: nothing that the worker can wait for would change the answer. */
export type Skip = { action: "skip"; code: string; reason: string; final: boolean };
export type Decision = { action: "claim" } | Skip;

export const skip = (code: string, reason: string, final: boolean): Skip => ({ action: "skip", code, reason, final });

/** Seconds before the claim deadline in which a claim would likely be mined too late. */
const CLAIM_LEAD_SECONDS = 2;

/**
 * Whether to claim a job's present stage, or a place among its replicas. Pure: the same arguments give the same answer.
 *
 * @param spec The verified spec; undefined asks whether the terms alone are worth fetching it.
 * @param model What the chain says of the spec's model; only read for a spec that names one.
 * @param clock `now`: the chain's time, unix seconds.
 */
export function decide(
  job: Job,
  spec: JobSpec | undefined,
  me: Me,
  clock: { now: number },
  model?: ModelFacts,
): Decision {
  const refusal =
    refuseTerms(job, me, clock.now) ?? (spec === undefined ? undefined : refuseSpec(job, spec, me, model));
  return refusal ?? refuseForNow(job, me) ?? { action: "claim" };
}

/** What the terms on chain rule out for good. */
function refuseTerms(job: Job, me: Me, now: number): Skip | undefined {
  const { status, requester, deadline, terms, replicas } = job;
  if (status !== JobStatus.Open) return skip("not-open", `it is ${jobStatusName(status)}`, true);
  if (isAddressEqual(requester, me.provider)) return skip("own-job", "its requester is this provider", true);
  if (replicas.some(({ provider }) => isAddressEqual(provider, me.provider)))
    return skip("seated", "this provider has a place among its replicas already", false);
  if (now + CLAIM_LEAD_SECONDS > Number(deadline)) {
    return skip("expired", `its claim period ends at ${deadline}, it is ${now}`, true);
  }
  const least = me.minPrices.get(terms.currency);
  if (least === undefined) return skip("currency", `currency ${terms.currency} is not accepted`, true);
  const { price } = jobDemand(job);
  if (price < least) return skip("price", `its stage pays ${price}, the least accepted is ${least}`, true);
  if (terms.stakeLock > me.maxStakeLock) {
    return skip(
      "stake-lock",
      `it locks ${terms.stakeLock} wei of $BLACK, the most accepted is ${me.maxStakeLock}`,
      true,
    );
  }
  if (terms.workPeriod <= me.marginSeconds) {
    return skip(
      "period",
      `its work period of ${terms.workPeriod} s is within the margin of ${me.marginSeconds} s`,
      true,
    );
  }
  return undefined;
}

/** What may be different a little later. */
function refuseForNow({ terms }: Job, me: Me): Skip | undefined {
  if (!me.mayAct) return skip("operator", "this worker's key is not the provider's operator", false);
  const missing = terms.capabilities & ~me.capabilities;
  if (missing !== 0n) {
    return skip("capabilities", `it asks for the capabilities 0x${missing.toString(16)} that are not announced`, false);
  }
  if (terms.stakeLock > me.freeStake) {
    return skip("stake", `it locks ${terms.stakeLock} wei of $BLACK, ${me.freeStake} are free`, false);
  }
  if (me.freeSlots <= 0) return skip("busy", "all slots are taken", false);
  return undefined;
}
