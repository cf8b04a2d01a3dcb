import { connectorsForWallets } from "@rainbow-me/rainbowkit";
import { injectedWallet } from "@rainbow-me/rainbowkit/wallets";
import { createConfig, http, type Config as WagmiConfig } from "wagmi";
import { chainOf } from "../chain/chainOf.ts";
import type { Config } from "../config/schema.ts";

const configs = new WeakMap<Config, WagmiConfig>();

/**
 * Wallets are found in the browser (EIP-6963); no relay, no project id, no request to anybody's server. One per configuration, however
 * often React begins to render: a second one would find the look for the last session taken, and never be connected.
 */
export function wagmiConfigOf(config: Config): WagmiConfig {
  const known = configs.get(config);
  if (known) return known;
  const created = create(config);
  configs.set(config, created);
  return created;
}

function create(config: Config): WagmiConfig {
  const chain = chainOf(config);
  return createConfig({
    chains: [chain],
    transports: { [chain.id]: http(config.rpcUrl) },
    // A wallet that does not announce itself is offered too, where there is one.
    connectors: "ethereum" in window ? legacyConnectors() : [],
    multiInjectedProviderDiscovery: true,
  });
}

function legacyConnectors() {
  return connectorsForWallets([{ groupName: "In this browser", wallets: [injectedWallet] }], {
    appName: "Blacktail",
    // Required by the type; only WalletConnect would use it, and it is not among the wallets.
    projectId: "none",
  });
}
