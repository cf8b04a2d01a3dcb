import { ascending } from "../lib/ascending.ts";

/** A provider as far as it matters for whether it may claim. */
export type Candidate = {
  id: string;
  /** $BLACK (wei) that it could lock. */
  free: bigint;
  /** Whether it takes no new work. */
  closed: boolean;
  capabilities: bigint;
  /** The least that it takes for a stage, by currency; none asked is 0. */
  asks: ReadonlyMap<bigint, bigint>;
};

/** What a job asks of whoever claims one of its stages. */
export type Demand = {
  currency: bigint;
  /** What reaches the provider, in the currency's smallest unit. */
  price: bigint;
  /** $BLACK (wei) */
  stakeLock: bigint;
  capabilities: bigint;
};

export type Qualified = {
  /** How many may claim now. */
  able: number;
  /** How many would, but ask for more. */
  askMore: number;
  /** The least that one of those asks; undefined when none does. */
  nextAsk: bigint | undefined;
  /** How many have too little stake free, lack a capability, or take no work. */
  unable: number;
};

/** Whether a provider may claim at its price: as the registry decides, by stake and capabilities. */
export function isFit(
  { closed, free, capabilities }: Candidate,
  demand: Pick<Demand, "stakeLock" | "capabilities">,
): boolean {
  return !closed && free >= demand.stakeLock && (capabilities & demand.capabilities) === demand.capabilities;
}

/** Which providers may claim a stage now. */
export function qualify(candidates: readonly Candidate[], demand: Demand): Qualified {
  const fit = candidates.filter((each) => isFit(each, demand));
  const higher = fit.map(({ asks }) => asks.get(demand.currency) ?? 0n).filter((ask) => ask > demand.price);
  const [nextAsk] = ascending(higher);
  return {
    able: fit.length - higher.length,
    askMore: higher.length,
    nextAsk,
    unable: candidates.length - fit.length,
  };
}
