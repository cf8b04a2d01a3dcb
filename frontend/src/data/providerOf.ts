import { z } from "zod";
import { bytes } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

const answer = z
  .object({ own: z.array(z.object({ id: bytes })), operated: z.array(z.object({ id: bytes })) })
  .transform(({ own, operated }) => own[0]?.id ?? operated[0]?.id);

/** The provider that an account is, or operates; undefined for an account that does neither. */
export function useProviderOf(account: string | undefined) {
  const query = `query ProviderOf($account: Bytes!) {
    own: providers(where: { id: $account }) { id }
    operated: providers(where: { operator: $account }, first: 1) { id }
  }`;
  const { data } = useSubgraph(
    "provider-of",
    query,
    answer,
    { account: account?.toLowerCase() ?? "0x" },
    { enabled: account !== undefined },
  );
  return account === undefined ? undefined : data;
}
