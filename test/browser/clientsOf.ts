import { createPublicClient, createWalletClient, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { readStack } from "./stackInfo.ts";

/** An account of the local mnemonic, as the SDK's actions take it. */
export function clientsOf(index: number) {
  const { rpcUrl, mnemonic } = readStack();
  const transport = http(rpcUrl);
  const account = mnemonicToAccount(mnemonic, { addressIndex: index });
  return {
    publicClient: createPublicClient({ transport, pollingInterval: 100 }),
    walletClient: createWalletClient({ account, transport }),
  };
}
