import type { Plugin } from "vite";

/** Wallet SDKs that wagmi's connectors import by name but the dApp never runs; npm replaces them by an empty package. */
const names: Record<string, readonly string[]> = {
  "@gemini-wallet/core": ["GeminiWalletProvider"],
  porto: ["RpcSchema"],
  "porto/internal": ["z"],
};

const prefix = "\0absent:";

/** Gives those packages' names to the bundler, so that it can build what it then leaves out. */
export function absentWallets(): Plugin {
  return {
    name: "blacktail-absent-wallets",
    enforce: "pre",
    resolveId: (source) => (source in names ? prefix + source : undefined),
    load: (id) => {
      if (!id.startsWith(prefix)) return undefined;
      return (names[id.slice(prefix.length)] ?? []).map((name) => `export const ${name} = undefined;`).join("\n");
    },
  };
}
