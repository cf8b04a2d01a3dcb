import { z } from "zod";
import { bytes, currency, currencyFields, integer, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

const providerFields = `
  id operator endpoint stake locked unbonding free unbondsAt slashed jobsClaimed jobsDone jobsFailed registeredAt
  earnings { amount ${currencyFields} }
`;

const provider = z.object({
  id: bytes,
  operator: bytes,
  endpoint: z.string(),
  stake: integer,
  locked: integer,
  unbonding: integer,
  free: integer,
  unbondsAt: seconds,
  slashed: integer,
  jobsClaimed: z.number(),
  jobsDone: z.number(),
  jobsFailed: z.number(),
  registeredAt: seconds,
  earnings: z.array(z.object({ amount: integer, currency })),
});
export type Provider = z.output<typeof provider>;

const list = z.object({ providers: z.array(provider) }).transform(({ providers }) => providers);

/** The fleet, largest stake first. */
export function useProviders(first = 50) {
  const query = `query Providers($first: Int!) {
    providers(first: $first, orderBy: stake, orderDirection: desc) { ${providerFields} }
  }`;
  return useSubgraph("providers", query, list, { first });
}

const one = z.object({ provider: provider.nullable() }).transform(({ provider: found }) => found);

/** The account's own provider record; null when it never staked. */
export function useProvider(address: string | undefined) {
  const query = `query Provider($id: Bytes!) { provider(id: $id) { ${providerFields} } }`;
  return useSubgraph(
    "provider",
    query,
    one,
    { id: address?.toLowerCase() ?? "0x" },
    { enabled: address !== undefined },
  );
}
