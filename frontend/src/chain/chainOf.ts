import { type Chain, defineChain } from "viem";
import type { Config } from "../config/schema.ts";

const chains = new WeakMap<Config, Chain>();

/** The configured chain as viem and wagmi want it. */
export function chainOf(config: Config): Chain {
  const known = chains.get(config);
  if (known) return known;
  const chain = defineChain({
    id: config.chainId,
    name: config.chainName,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [config.rpcUrl] } },
  });
  chains.set(config, chain);
  return chain;
}
