import { z } from "zod";
import type { PaidJob } from "../training/priceOf.ts";
import { integer, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

/** Enough to see a going rate, and new enough to be one. */
const NEWEST = 50;

const answer = z
  .object({
    jobs: z.array(z.object({ price: integer, claimedAt: seconds.nullable(), submittedAt: seconds.nullable() })),
    providers: z.array(z.object({ id: z.string() })),
  })
  .transform(({ jobs, providers }) => ({
    providers: providers.length,
    jobs: jobs.flatMap(({ price, claimedAt, submittedAt }): PaidJob[] =>
      claimedAt === null || submittedAt === null ? [] : [{ price, seconds: Math.max(1, submittedAt - claimedAt) }],
    ),
  }));

/** The newest trainings that were paid for in a currency, and how many providers have stake to lock for another. */
export function usePaidTrainings(currency: bigint) {
  const query = `query PaidTrainings($currency: String!, $first: Int!) {
    jobs(
      where: { status: Done, modelId: "0", currency: $currency }
      first: $first, orderBy: settledAt, orderDirection: desc
    ) { price claimedAt submittedAt }
    providers(where: { free_gt: "0" }, first: 100) { id }
  }`;
  return useSubgraph("paid-trainings", query, answer, { currency: String(currency), first: NEWEST });
}
