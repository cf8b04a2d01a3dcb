import { querySubgraph } from "@blacktail/sdk";
import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { useConfig } from "../config/ConfigContext.ts";

type Options<T> = {
  enabled?: boolean;
  /** Milliseconds, by the last answer where that decides. */
  refetchInterval?: number | ((data: T | undefined) => number);
};

/** Milliseconds between questions about what only a reorganisation of the chain can change. */
export const RARELY = 15_000;

/** Asks the subgraph and checks the answer; `key` names the question in the cache, together with its variables. */
export function useSubgraph<T>(
  key: string,
  query: string,
  schema: z.ZodType<T>,
  variables: Record<string, unknown> = {},
  { enabled = true, refetchInterval = 6_000 }: Options<T> = {},
) {
  const { subgraphUrl } = useConfig();
  return useQuery({
    queryKey: ["subgraph", key, variables],
    queryFn: () => querySubgraph(subgraphUrl, query, variables, schema),
    enabled,
    refetchInterval: typeof refetchInterval === "number" ? refetchInterval : ({ state }) => refetchInterval(state.data),
    // Pages and filters keep the last answer on screen until the next is there.
    placeholderData: (previous) => previous,
  });
}
