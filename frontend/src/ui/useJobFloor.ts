import { leastStakeLock } from "@blacktail/sdk";
import { currencyBySymbol, ETH } from "../chain/currencies.ts";
import { useConfig } from "../config/ConfigContext.ts";
import { useCandidates } from "../data/candidates.ts";
import { amountField } from "../flows/amountField.ts";
import { leastBudget } from "../job/leastBudget.ts";
import type { JobMoney } from "./JobMoneyFields.tsx";
import { useMarketTerms } from "./useMarketTerms.ts";

/** The least budget at which enough providers qualify now for the job that a form describes; undefined while that is not known. */
export function useJobFloor(values: JobMoney): bigint | undefined {
  const config = useConfig();
  const currency = (currencyBySymbol(config, values.currency) ?? ETH).id;
  const { feeBps, bounds } = useMarketTerms(currency);
  const { data } = useCandidates();
  if (feeBps === undefined || bounds === undefined || data === undefined) return undefined;
  const [stages, replicas] = [Number(values.stages), Number(values.replicas)];
  // The floor of the lock: of a budget that is not known yet no more can be said.
  const least = leastStakeLock({ currency, budget: 0n, stages: [], replicas }, bounds);
  const stakeLock = amountField.safeParse(values.stakeLock).data ?? least;
  return leastBudget(data, { currency, stakeLock, capabilities: 0n, stages, replicas, feeBps });
}
