import { z } from "zod";
import { holding, holdingFields } from "./holdings.ts";
import { jobStatus } from "./jobs.ts";
import { phaseName } from "./panels.ts";
import { provider, providerFields } from "./providers.ts";
import { bytes, currency, currencyFields, integer, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

const job = z.object({ id: z.string(), status: jobStatus, deadline: seconds });
const panel = z.object({ id: z.string(), audit: z.boolean(), phase: phaseName, deadline: seconds });

/** Stake that a job or a panel holds. */
const lock = z.object({
  id: z.string(),
  amount: integer,
  since: seconds,
  job,
  /** Null for work on a job. */
  panel: panel.nullable(),
  /** Null for a seat on a panel. */
  assignment: z.object({ stage: z.object({ number: z.number() }) }).nullable(),
});
export type OpenLock = z.output<typeof lock>;

/** Stake that was taken, and who got it; $BLACK (wei). */
const slash = z.object({
  id: z.string(),
  reason: z.enum(["NoShow", "WrongResult", "AbsentMember", "MinorityVote"]),
  amount: integer,
  toRequester: integer,
  toOthers: integer,
  toFinder: integer,
  toReferees: integer,
  burned: integer,
  timestamp: seconds,
  transaction: bytes,
  job: z.object({ id: z.string() }),
  panel: z.object({ id: z.string() }).nullable(),
});
export type Slash = z.output<typeof slash>;

/** A stage that the provider claimed; `toProvider` is in its job's currency. */
const work = z.object({
  id: z.string(),
  state: z.enum(["Claimed", "Committed", "Revealed", "Submitted", "Paid", "Released", "NoShow", "Wrong"]),
  toProvider: integer.nullable(),
  claimedAt: seconds,
  stage: z.object({ number: z.number() }),
  job: z.object({ id: z.string(), stageCount: z.number(), replicaCount: z.number(), currency }),
});
export type ProviderWork = z.output<typeof work>;

/** A seat that it took on a panel. */
const seat = z.object({
  id: z.string(),
  state: z.enum(["Seated", "Committed", "Revealed", "Ended"]),
  slashed: integer,
  seatedAt: seconds,
  panel: z.object({ id: z.string(), audit: z.boolean() }),
});
export type ProviderSeat = z.output<typeof seat>;

const key = z.object({ id: z.string(), expires: seconds, revokedAt: seconds.nullable() });

const detail = z
  .object({
    provider: provider
      .extend({
        holdings: z.array(holding),
        locks: z.array(lock),
        slashes: z.array(slash),
        assignments: z.array(work),
        seats: z.array(seat),
        verifierKeys: z.array(key),
        enclaves: z.array(key),
      })
      .nullable(),
  })
  .transform(({ provider: found }) => found);
export type ProviderDetail = NonNullable<z.output<typeof detail>>;

/** One provider with all that its page shows; null when nobody ever staked under the address. */
export function useProvider(address: string | undefined) {
  const query = `query Provider($id: ID!) {
    provider(id: $id) {
      ${providerFields}
      holdings(first: 100, orderBy: activeShares, orderDirection: desc) { ${holdingFields} }
      locks(where: { until: null }, first: 100, orderBy: since, orderDirection: desc) {
        id amount since job { id status deadline } panel { id audit phase deadline } assignment { stage { number } }
      }
      slashes(first: 50, orderBy: timestamp, orderDirection: desc) {
        id reason amount toRequester toOthers toFinder toReferees burned timestamp transaction job { id } panel { id }
      }
      assignments(first: 15, orderBy: claimedAt, orderDirection: desc) {
        id state toProvider claimedAt stage { number } job { id stageCount replicaCount ${currencyFields} }
      }
      seats(first: 15, orderBy: seatedAt, orderDirection: desc) { id state slashed seatedAt panel { id audit } }
      verifierKeys(first: 20) { id expires revokedAt }
      enclaves(first: 20) { id expires revokedAt }
    }
  }`;
  return useSubgraph(
    "provider",
    query,
    detail,
    { id: address?.toLowerCase() ?? "0x" },
    { enabled: address !== undefined, refetchInterval: 3_000 },
  );
}
