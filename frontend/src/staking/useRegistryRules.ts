import { useQuery } from "@tanstack/react-query";
import { publicClientOf } from "../chain/publicClientOf.ts";
import { registryRules } from "../chain/registryRules.ts";
import { useConfig } from "../config/ConfigContext.ts";

/** What the registry holds all providers to. They never change. */
export function useRegistryRules() {
  const config = useConfig();
  return useQuery({
    queryKey: ["registry-rules", config.chainId],
    queryFn: () => registryRules(publicClientOf(config), config.chainId),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
