import "@rainbow-me/rainbowkit/styles.css";
import { RainbowKitProvider } from "@rainbow-me/rainbowkit";
import { memo } from "react";
import { WagmiProvider } from "wagmi";
import { useConfig } from "../config/ConfigContext.ts";
import { useTheme } from "../lib/useTheme.ts";
import { ReportWallet } from "./ReportWallet.tsx";
import { rainbowTheme } from "./rainbowTheme.ts";
import type { Wallet } from "./WalletContext.ts";
import { wagmiConfigOf } from "./wagmiConfigOf.ts";

type Props = { report: (wallet: Wallet) => void };

/**
 * Everything that needs wagmi and RainbowKit; loaded after the first paint. WagmiProvider looks for the last session at every render,
 * so it must not render again: what changes (the theme) is read below it.
 */
function WalletBridge({ report }: Props) {
  const config = useConfig();
  return (
    <WagmiProvider config={wagmiConfigOf(config)}>
      <ThemedRainbow report={report} />
    </WagmiProvider>
  );
}

function ThemedRainbow({ report }: Props) {
  const [theme] = useTheme();
  return (
    <RainbowKitProvider
      theme={rainbowTheme(theme)}
      modalSize="compact"
      appInfo={{ appName: "Blacktail" }}
      locale="en-US"
    >
      <ReportWallet report={report} />
    </RainbowKitProvider>
  );
}

export default memo(WalletBridge);
