import { BlacktailError } from "@blacktail/sdk";
import { useAccountModal, useConnectModal } from "@rainbow-me/rainbowkit";
import { useEffect } from "react";
import { createWalletClient, custom, type EIP1193Provider } from "viem";
import { useAccount, useSwitchChain } from "wagmi";
import { chainOf } from "../chain/chainOf.ts";
import { useConfig } from "../config/ConfigContext.ts";
import type { Wallet } from "./WalletContext.ts";

/** Turns wagmi's and RainbowKit's state into ours and reports it upwards; renders nothing. */
export function ReportWallet({ report }: { report: (wallet: Wallet) => void }) {
  const config = useConfig();
  const { status, address, chainId, connector } = useAccount();
  const { openConnectModal } = useConnectModal();
  const { openAccountModal } = useAccountModal();
  const { switchChainAsync } = useSwitchChain();

  useEffect(() => {
    const chain = chainOf(config);
    report({
      status: status === "reconnecting" ? "starting" : status,
      ...(address && { address }),
      ...(chainId !== undefined && { chainId }),
      connect: () => openConnectModal?.(),
      openAccount: () => openAccountModal?.(),
      switchChain: async () => {
        await switchChainAsync({ chainId: chain.id });
      },
      signingClient: async () => {
        if (!connector || !address) {
          throw new BlacktailError({
            code: "WALLET_MISSING",
            message: "No wallet is connected.",
            fix: "Connect one and try again.",
          });
        }
        const provider = (await connector.getProvider({ chainId: chain.id })) as EIP1193Provider;
        return createWalletClient({ account: address, chain, transport: custom(provider) });
      },
    });
  }, [report, config, status, address, chainId, connector, openConnectModal, openAccountModal, switchChainAsync]);

  return null;
}
