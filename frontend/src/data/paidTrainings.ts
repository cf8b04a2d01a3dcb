import { z } from "zod";
import type { PaidJob } from "../training/priceOf.ts";
import { integer, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

/** Enough to see a going rate, and new enough to be one. */
const NEWEST = 50;

const answer = z
  .object({
    assignments: z.array(
      z.object({
        toProvider: integer,
        fee: integer,
        claimedAt: seconds,
        committedAt: seconds.nullable(),
        submittedAt: seconds.nullable(),
      }),
    ),
  })
  .transform(({ assignments }) =>
    assignments.flatMap(({ toProvider, fee, claimedAt, committedAt, submittedAt }): PaidJob[] => {
      // One of several is done when it commits: it shows its result when the others are done too.
      const doneAt = committedAt ?? submittedAt;
      return doneAt === null ? [] : [{ price: toProvider + fee, seconds: Math.max(1, doneAt - claimedAt) }];
    }),
  );

/** The newest stages of trainings that one provider was paid for in a currency. */
export function usePaidTrainings(currency: bigint) {
  const query = `query PaidTrainings($currency: String!, $first: Int!) {
    assignments(
      where: { state: Paid, job_: { modelId: "0", currency: $currency } }
      first: $first, orderBy: endedAt, orderDirection: desc
    ) { toProvider fee claimedAt committedAt submittedAt }
  }`;
  return useSubgraph("paid-trainings", query, answer, { currency: String(currency), first: NEWEST });
}
