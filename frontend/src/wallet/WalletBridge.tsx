import "@rainbow-me/rainbowkit/styles.css";
import { RainbowKitProvider } from "@rainbow-me/rainbowkit";
import { useState } from "react";
import { WagmiProvider } from "wagmi";
import { useConfig } from "../config/ConfigContext.ts";
import { useTheme } from "../lib/useTheme.ts";
import { createWagmiConfig } from "./createWagmiConfig.ts";
import { ReportWallet } from "./ReportWallet.tsx";
import { rainbowTheme } from "./rainbowTheme.ts";
import type { Wallet } from "./WalletContext.ts";

/** Everything that needs wagmi and RainbowKit; loaded after the first paint. */
export default function WalletBridge({ report }: { report: (wallet: Wallet) => void }) {
  const config = useConfig();
  const [wagmiConfig] = useState(() => createWagmiConfig(config));
  const [theme] = useTheme();
  return (
    <WagmiProvider config={wagmiConfig}>
      <RainbowKitProvider
        theme={rainbowTheme(theme)}
        modalSize="compact"
        appInfo={{ appName: "Blacktail" }}
        locale="en-US"
      >
        <ReportWallet report={report} />
      </RainbowKitProvider>
    </WagmiProvider>
  );
}
