import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { useConfig } from "../config/ConfigContext.ts";

/** An index this many seconds behind the chain is worth a warning. */
const BEHIND_SECONDS = 45;

const meta = z.object({ _meta: z.object({ block: z.object({ number: z.number() }), hasIndexingErrors: z.boolean() }) });

export type IndexStatus = { state: "live" | "down" | "behind" | "chain-down"; block?: number; head?: number };

/** Whether chain and index answer, and whether the index keeps up. */
export function useIndexStatus() {
  const config = useConfig();
  return useQuery({
    queryKey: ["index-status", config.subgraphUrl, config.rpcUrl],
    refetchInterval: 8_000,
    retry: false,
    queryFn: async (): Promise<IndexStatus> => {
      const [{ querySubgraph }, { publicClientOf }] = await Promise.all([
        import("@blacktail/sdk"),
        import("../chain/publicClientOf.ts"),
      ]);
      const client = publicClientOf(config);
      const [index, head] = await Promise.allSettled([
        querySubgraph(config.subgraphUrl, "{ _meta { block { number } hasIndexingErrors } }", {}, meta),
        client.getBlock(),
      ]);
      if (head.status === "rejected") return { state: "chain-down" };
      const headNumber = Number(head.value.number);
      if (index.status === "rejected") return { state: "down", head: headNumber };
      const { block, hasIndexingErrors } = index.value._meta;
      const found = { block: block.number, head: headNumber };
      if (hasIndexingErrors) return { state: "behind", ...found };
      if (block.number >= headNumber - 3) return { state: "live", ...found };
      const indexedBlock = await client.getBlock({ blockNumber: BigInt(block.number) });
      const behind = head.value.timestamp - indexedBlock.timestamp > BigInt(BEHIND_SECONDS);
      return { state: behind ? "behind" : "live", ...found };
    },
  });
}
