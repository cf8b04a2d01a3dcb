import { connectorsForWallets } from "@rainbow-me/rainbowkit";
import { injectedWallet } from "@rainbow-me/rainbowkit/wallets";
import { createConfig, http, type Config as WagmiConfig } from "wagmi";
import { chainOf } from "../chain/chainOf.ts";
import type { Config } from "../config/schema.ts";

/** Wallets are found in the browser (EIP-6963); no relay, no project id, no request to anybody's server. */
export function createWagmiConfig(config: Config): WagmiConfig {
  const chain = chainOf(config);
  return createConfig({
    chains: [chain],
    transports: { [chain.id]: http(config.rpcUrl) },
    connectors: connectorsForWallets([{ groupName: "In this browser", wallets: [injectedWallet] }], {
      appName: "Blacktail",
      // Required by the type; only WalletConnect would use it, and it is not among the wallets.
      projectId: "none",
    }),
    multiInjectedProviderDiscovery: true,
  });
}
