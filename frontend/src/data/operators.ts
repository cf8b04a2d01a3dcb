import { z } from "zod";
import { reference, seconds } from "./scalars.ts";
import { useSubgraph } from "./useSubgraph.ts";

const list = z
  .object({ creditOperators: z.array(z.object({ operator: reference, updatedAt: seconds })) })
  .transform(({ creditOperators }) => creditOperators);

/** Who may move the account's credits. */
export function useOperators(owner: string | undefined) {
  const query = `query Operators($owner: Bytes!) {
    creditOperators(where: { owner: $owner, approved: true }, first: 100) { operator { id } updatedAt }
  }`;
  return useSubgraph(
    "operators",
    query,
    list,
    { owner: owner?.toLowerCase() ?? "0x" },
    { enabled: owner !== undefined },
  );
}
