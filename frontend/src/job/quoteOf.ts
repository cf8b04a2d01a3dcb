import { stagePrice } from "@blacktail/sdk";
import { ascending } from "../lib/ascending.ts";

/** What is to be paid, in the currency's smallest unit, and how it is divided. */
type Asked = {
  budget: bigint;
  /** What the use of a model costs beside the budget. */
  usePrice: bigint;
  /** A weight for each stage; none for one stage. */
  stages: readonly number[];
  replicas: number;
  feeBps: number;
};

export type Quote = {
  /** What leaves the requester's credits. */
  total: bigint;
  /** What each stage pays, all its replicas together. */
  stagePrices: readonly bigint[];
  /** The platform's part of the budget. */
  fee: bigint;
  /** What reaches one provider for the stage that pays least: providers compare this with their ask. */
  least: bigint;
};

/** Weights of stages that are all paid alike; none for a job of one stage. */
export const evenStages = (count: number): readonly number[] =>
  count <= 1 ? [] : Array.from({ length: count }, () => 1);

/** A job's money as the escrow will divide it, to the smallest unit. */
export function quoteOf({ budget, usePrice, stages, replicas, feeBps }: Asked): Quote {
  const each = BigInt(replicas);
  const feeOf = (share: bigint) => (share * BigInt(feeBps)) / 10_000n;
  const count = Math.max(1, stages.length);
  const stagePrices = Array.from({ length: count }, (_, stage) => stagePrice({ budget, stages }, stage));
  // Of several replicas the first takes what rounding leaves.
  const fee = stagePrices.reduce((sum, price) => {
    const share = price / each;
    return sum + feeOf(share + (price % each)) + feeOf(share) * (each - 1n);
  }, 0n);
  const [cheapest = 0n] = ascending(stagePrices);
  const least = cheapest / each;
  return { total: budget + usePrice, stagePrices, fee, least: least - feeOf(least) };
}
