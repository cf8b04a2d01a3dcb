import { useConfig } from "../config/ConfigContext.ts";
import { short } from "../lib/short.ts";
import { Button } from "../ui/Button.tsx";
import { useWallet } from "./WalletContext.ts";

// The sentences for errors come with the sdk, which the first paint does not need.
const report = async (error: unknown) => (await import("../lib/toastError.ts")).toastError(error);

/** Connect, switch to our chain, or open the account: whichever comes next. */
export function ConnectButton() {
  const config = useConfig();
  const wallet = useWallet();
  if (wallet.status === "connected" && wallet.address) {
    if (wallet.chainId !== config.chainId) {
      return (
        <Button look="danger" size="small" onClick={() => wallet.switchChain().catch(report)}>
          Switch to {config.chainName}
        </Button>
      );
    }
    return (
      <Button
        look="secondary"
        size="small"
        className="font-mono"
        onClick={wallet.openAccount}
        aria-label={`Account ${short(wallet.address)}`}
      >
        <span className="size-2 rounded-full bg-good" aria-hidden="true" />
        {short(wallet.address)}
      </Button>
    );
  }
  return (
    <Button size="small" onClick={wallet.connect} disabled={wallet.status !== "disconnected"}>
      Connect wallet
    </Button>
  );
}
