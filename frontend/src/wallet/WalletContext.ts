import { createContext, use } from "react";
import type { Account, Address, Chain, Transport, WalletClient } from "viem";

/** A wallet client that names its account, as the sdk's actions want it. */
type SigningClient = WalletClient<Transport, Chain, Account>;

/** What the rest of the dApp knows of the wallet. It imports no wallet library, so those load after the first paint. */
export type Wallet = {
  /** `starting`: the wallet stack is still loading or looking for the last session. */
  status: "starting" | "disconnected" | "connecting" | "connected";
  address?: Address;
  /** The chain that the wallet is on, which may not be ours. */
  chainId?: number;
  /** Opens the list of wallets. */
  connect: () => void;
  /** Opens the account panel: copy the address, disconnect. */
  openAccount: () => void;
  /** Asks the wallet to move to the configured chain, adding it where it is unknown. */
  switchChain: () => Promise<void>;
  /** A client that signs. */
  signingClient: () => Promise<SigningClient>;
};

const notReady = async (): Promise<never> => {
  throw new Error("The wallet is still loading");
};

export const startingWallet: Wallet = {
  status: "starting",
  connect: () => {},
  openAccount: () => {},
  switchChain: notReady,
  signingClient: notReady,
};

export const WalletContext = createContext<Wallet>(startingWallet);

export const useWallet = (): Wallet => use(WalletContext);
