import { z } from "zod";
import { bytes, integer, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

export const holdingFields = `
  id own activeShares leavingShares generation unbondsAt since holder { id }
  provider { id closed commissionBps slashed stake shares generation }
`;

/** What a holder has in a provider's pool, in $BLACK (wei): shares that a slash has emptied are worth nothing. */
export const holding = z
  .object({
    id: z.string(),
    own: z.boolean(),
    activeShares: integer,
    leavingShares: integer,
    generation: z.number(),
    unbondsAt: seconds,
    since: seconds,
    holder: z.object({ id: bytes }),
    provider: z.object({
      id: bytes,
      closed: z.boolean(),
      commissionBps: z.number(),
      slashed: integer,
      stake: integer,
      shares: integer,
      generation: z.number(),
    }),
  })
  .transform(({ activeShares, leavingShares, generation, holder, provider, ...rest }) => {
    const worth = (shares: bigint) =>
      generation !== provider.generation || provider.shares === 0n ? 0n : (shares * provider.stake) / provider.shares;
    return { ...rest, holder: holder.id, provider, active: worth(activeShares), leaving: worth(leavingShares) };
  });
export type Holding = z.output<typeof holding>;

const list = z.object({ holdings: z.array(holding) }).transform(({ holdings }) => holdings);

/** What an account has staked on providers, on itself too, the newest first; also what it has left by now. */
export function useHoldings(holder: string | undefined) {
  const query = `query Holdings($holder: Bytes!) {
    holdings(where: { holder: $holder }, first: 100, orderBy: since, orderDirection: desc) { ${holdingFields} }
  }`;
  return useSubgraph(
    "holdings",
    query,
    list,
    { holder: holder?.toLowerCase() ?? "0x" },
    { enabled: holder !== undefined, refetchInterval: 4_000 },
  );
}
