import { type Chain, defineChain } from "viem";

export const LOCAL_CHAIN_ID = 31337;

/** The local chain as viem wants it described. */
export function localChain(rpcUrl: string): Chain {
  return defineChain({
    id: LOCAL_CHAIN_ID,
    name: "Blacktail local",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
}
