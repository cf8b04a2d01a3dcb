import {
  defaultTerms,
  type JobBounds,
  type JobSpec,
  type JobTerms,
  leastStakeLock,
  neededCapabilities,
  profileIndex,
  stageWeights,
} from "@blacktail/sdk";
import type { Hex } from "viem";
import { computeFee } from "../../chain/computeFee.ts";
import type { Currency } from "../../chain/currencies.ts";
import { jobBoundsOf } from "../../chain/jobBoundsOf.ts";
import { evenStages, type Quote, quoteOf } from "../../job/quoteOf.ts";
import type { FlowContext } from "../types.ts";

/** What a requester chooses of a job. */
export type JobInput = {
  currency: Currency;
  /** What all stages are paid, in the currency's smallest unit. */
  budget: bigint;
  /** How many stages, all paid alike. */
  stages: number;
  /** How many providers do each stage. */
  replicas: number;
  /** How often a stage may be claimed before the rest of the money returns. */
  attempts: number;
  claimPeriod: number;
  workPeriod: number;
  challengePeriod: number;
  /** $BLACK (wei) that each provider locks and a challenger bonds; undefined is the least that the escrow accepts. */
  stakeLock: bigint | undefined;
  /** What the use of a model may cost beside the budget; 0 where none is used. */
  usePrice: bigint;
};

/** On a chain whose blocks come each second tickets need no minute, in which a person would wait. */
const LOCAL_PRIORITY_SECONDS = 5;

export type JobMoney = { quote: Quote; feeBps: number; bounds: JobBounds /** $BLACK (wei) */; stakeLock: bigint };

/** A job's money, and the lock of each provider, as the escrow would have them now. */
export async function jobMoney({ config }: Pick<FlowContext, "config">, input: JobInput): Promise<JobMoney> {
  const { currency, budget, usePrice, replicas } = input;
  const stages = evenStages(input.stages);
  const [feeBps, bounds] = await Promise.all([computeFee(config, currency.id), jobBoundsOf(config)]);
  const stakeLock = input.stakeLock ?? leastStakeLock({ currency: currency.id, budget, stages, replicas }, bounds);
  return { quote: quoteOf({ budget, usePrice, stages, replicas, feeBps }), feeBps, bounds, stakeLock };
}

/** The terms of a new job with this specification. */
export async function jobTerms(
  { config }: Pick<FlowContext, "config">,
  { currency, ...input }: JobInput,
  { spec, specDigest, modelId }: { spec: JobSpec; specDigest: Hex; modelId: bigint },
): Promise<JobTerms> {
  const asked = {
    ...input,
    specDigest,
    modelId,
    currency: currency.id,
    stages: stageWeights(spec),
    profile: profileIndex(spec.profile),
    capabilities: neededCapabilities(spec),
    ...(config.faucet && { priorityPeriod: LOCAL_PRIORITY_SECONDS }),
  };
  return defaultTerms(asked, await jobBoundsOf(config));
}
