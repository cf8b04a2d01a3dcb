import type { Account, Chain, Hash, PublicClient, Transport, WalletClient } from "viem";
import { addressesOf } from "../chain/addressesOf.ts";
import { BlacktailError } from "../errors/BlacktailError.ts";
import type { Addresses } from "../generated/addresses.ts";

/** What every action takes first. */
export type Clients = {
  publicClient: PublicClient;
  walletClient: WalletClient<Transport, Chain | undefined, Account | undefined>;
  /** Default: `addressesOf` the public client's chain. */
  addresses?: Addresses | undefined;
  /** Called with each transaction's hash as soon as it is sent, before it is in a block. */
  onTransaction?: ((hash: Hash) => void) | undefined;
};

export type Context = {
  publicClient: PublicClient;
  walletClient: Clients["walletClient"];
  account: Account;
  addresses: Addresses;
  chainId: number;
  onTransaction: (hash: Hash) => void;
};

/**
 * Checks the clients once, before anything is asked of the user.
 *
 * @throws BlacktailError `WALLET_MISSING`, `WRONG_CHAIN`, `CHAIN_UNKNOWN`
 */
export async function contextOf({ publicClient, walletClient, addresses, onTransaction }: Clients): Promise<Context> {
  const { account } = walletClient;
  if (account === undefined) {
    throw new BlacktailError({
      code: "WALLET_MISSING",
      message: "The wallet client has no account to act for.",
      fix: "Connect a wallet, or create the client with an account.",
    });
  }
  const [chainId, walletChainId] = await Promise.all([publicClient.getChainId(), walletClient.getChainId()]);
  if (chainId !== walletChainId) {
    throw new BlacktailError({
      code: "WRONG_CHAIN",
      message: `The wallet is on chain ${walletChainId}, but Blacktail is used on chain ${chainId}.`,
      fix: `Switch the wallet to chain ${chainId} and try again.`,
    });
  }
  return {
    publicClient,
    walletClient,
    account,
    chainId,
    addresses: addresses ?? addressesOf(chainId),
    onTransaction: onTransaction ?? (() => undefined),
  };
}
