import { querySubgraph } from "@blacktail/sdk";
import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { useConfig } from "../config/ConfigContext.ts";

type Options = { enabled?: boolean; refetchInterval?: number | false };

/** Asks the subgraph and checks the answer; `key` names the question in the cache, together with its variables. */
export function useSubgraph<T>(
  key: string,
  query: string,
  schema: z.ZodType<T>,
  variables: Record<string, unknown> = {},
  { enabled = true, refetchInterval = 6_000 }: Options = {},
) {
  const { subgraphUrl } = useConfig();
  return useQuery({
    queryKey: ["subgraph", key, variables],
    queryFn: () => querySubgraph(subgraphUrl, query, variables, schema),
    enabled,
    refetchInterval,
    // Pages and filters keep the last answer on screen until the next is there.
    placeholderData: (previous) => previous,
  });
}
