import { z } from "zod";
import type { Candidate } from "../job/qualify.ts";
import { bytes, integer } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

const answer = z
  .object({
    providers: z.array(
      z.object({
        id: bytes,
        free: integer,
        closed: z.boolean(),
        capabilities: integer,
        asks: z.array(z.object({ price: integer, currency: z.object({ id: integer }) })),
      }),
    ),
  })
  .transform(({ providers }) =>
    providers.map(
      ({ asks, ...rest }): Candidate => ({
        ...rest,
        asks: new Map(asks.map(({ price, currency }) => [currency.id, price])),
      }),
    ),
  );

/** Providers with stake at work, by how much, and what they ask. */
export function useCandidates() {
  const query = `query Candidates {
    providers(where: { active_gt: "0" }, first: 200, orderBy: active, orderDirection: desc) {
      id free closed capabilities asks(first: 20) { price currency { id } }
    }
  }`;
  return useSubgraph("candidates", query, answer);
}
