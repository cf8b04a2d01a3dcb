import { z } from "zod";
import { currency, integer } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

const totals = z.object({
  protocol: z
    .object({
      models: z.number(),
      activeListings: z.number(),
      sales: z.number(),
      providers: z.number(),
      staked: integer,
      jobs: z.number(),
      openJobs: z.number(),
      doneJobs: z.number(),
    })
    .nullable(),
  currencies: z.array(
    z
      .object({
        id: z.string(),
        symbol: z.string().nullable(),
        decimals: z.number().nullable(),
        marketVolume: integer,
        computeVolume: integer,
      })
      .transform(({ marketVolume, computeVolume, ...rest }) => ({
        currency: currency.parse(rest),
        volume: marketVolume + computeVolume,
      })),
  ),
});

/** Totals over everything; `protocol` is null before the first event. */
export function useTotals() {
  const query = `{
    protocol(id: "blacktail") { models activeListings sales providers staked jobs openJobs doneJobs }
    currencies(first: 10) { id symbol decimals marketVolume computeVolume }
  }`;
  return useSubgraph("totals", query, totals, {}, { refetchInterval: 4_000 });
}
