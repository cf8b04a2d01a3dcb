import { useQuery } from "@tanstack/react-query";
import { publicClientOf } from "../chain/publicClientOf.ts";
import { type RegistryRules, registryRules } from "../chain/registryRules.ts";
import { useConfig } from "../config/ConfigContext.ts";

/** What the registry holds all providers to; undefined until the chain has answered. They never change. */
export function useRegistryRules(): RegistryRules | undefined {
  const config = useConfig();
  const { data } = useQuery({
    queryKey: ["registry-rules", config.chainId],
    queryFn: () => registryRules(publicClientOf(config), config.chainId),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data;
}
