import { useQuery } from "@tanstack/react-query";
import { computeFee } from "../chain/computeFee.ts";
import { jobBoundsOf } from "../chain/jobBoundsOf.ts";
import { useConfig } from "../config/ConfigContext.ts";

/** What the deployment charges on a currency and lets a job ask for; each undefined until the chain has answered. */
export function useMarketTerms(currency: bigint) {
  const config = useConfig();
  const fee = useQuery({
    queryKey: ["compute-fee", config.chainId, String(currency)],
    queryFn: () => computeFee(config, currency),
  });
  const bounds = useQuery({ queryKey: ["job-bounds", config.chainId], queryFn: () => jobBoundsOf(config) });
  return { feeBps: fee.data, bounds: bounds.data, isError: fee.isError || bounds.isError };
}
