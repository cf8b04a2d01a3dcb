import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { startingWallet, type Wallet, WalletContext } from "./WalletContext.ts";

const WalletBridge = lazy(() => import("./WalletBridge.tsx"));

/**
 * Gives the tree its wallet. The bridge (wagmi, RainbowKit) is a sibling that reports state, not a parent, so that pages render
 * before it has loaded and keep their state when it arrives.
 */
export function WalletProvider({ children }: { children: ReactNode }) {
  const [wallet, setWallet] = useState<Wallet>(startingWallet);
  const [painted, setPainted] = useState(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => setPainted(true));
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <WalletContext value={wallet}>
      {children}
      {painted && (
        <Suspense>
          <WalletBridge report={setWallet} />
        </Suspense>
      )}
    </WalletContext>
  );
}
