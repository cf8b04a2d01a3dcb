import { z } from "zod";
import { bytes, currency, currencyFields, integer, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

export const providerFields = `
  id operator endpoint capabilities commissionBps closed stake active leaving locked free own slashed reputation
  stagesClaimed stagesPaid stagesFailed seatsTaken registeredAt
  asks(first: 20, orderBy: updatedAt) { price ${currencyFields} }
  earnings(first: 20, orderBy: updatedAt) { amount fromPanels shared stages ${currencyFields} }
`;

/** A provider. Stakes are $BLACK (wei), asks and earnings in their currency's smallest unit; see the subgraph's schema. */
export const provider = z.object({
  id: bytes,
  operator: bytes,
  /** Unverified. */
  endpoint: z.string(),
  capabilities: integer,
  commissionBps: z.number(),
  closed: z.boolean(),
  stake: integer,
  active: integer,
  leaving: integer,
  locked: integer,
  free: integer,
  own: integer,
  slashed: integer,
  reputation: z.number(),
  stagesClaimed: z.number(),
  stagesPaid: z.number(),
  stagesFailed: z.number(),
  seatsTaken: z.number(),
  registeredAt: seconds,
  asks: z.array(z.object({ price: integer, currency })),
  earnings: z.array(z.object({ amount: integer, fromPanels: integer, shared: integer, stages: z.number(), currency })),
});
export type Provider = z.output<typeof provider>;

const list = z.object({ providers: z.array(provider) }).transform(({ providers }) => providers);

/** By what the list of providers can be ordered: fields of the index. */
export type ProviderOrder = "active" | "stagesPaid" | "reputation" | "slashed" | "registeredAt";

/** Providers that have stake at work, those with most of what they are ordered by first. */
export function useProviders(orderBy: ProviderOrder, first = 100) {
  const query = `query Providers($first: Int!, $orderBy: Provider_orderBy!) {
    providers(where: { active_gt: "0" }, first: $first, orderBy: $orderBy, orderDirection: desc) { ${providerFields} }
  }`;
  return useSubgraph("providers", query, list, { first, orderBy });
}
