import { ascending } from "../lib/ascending.ts";
import { type Candidate, type Demand, isFit } from "./qualify.ts";

type Shape = Omit<Demand, "price"> & { stages: number; replicas: number; feeBps: number };

/**
 * The least budget, in the currency's smallest unit, at which as many providers qualify as the job needs; undefined when so many never do. Stages are
 * paid alike.
 */
export function leastBudget(candidates: readonly Candidate[], shape: Shape): bigint | undefined {
  const { currency, stages, replicas, feeBps } = shape;
  const fit = candidates.filter((each) => isFit(each, shape));
  const ask = ascending(fit.map(({ asks }) => asks.get(currency) ?? 0n))[replicas - 1];
  if (ask === undefined) return undefined;
  const kept = BigInt(10_000 - feeBps);
  // The fee is rounded down, so this much is enough, and at most a unit more than that.
  const share = (ask * 10_000n) / kept;
  return share * BigInt(replicas) * BigInt(stages);
}
