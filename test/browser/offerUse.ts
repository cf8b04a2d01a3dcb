import { NATIVE, setOffer } from "@blacktail/sdk";
import { createPublicClient, createWalletClient, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { readStack } from "./stackInfo.ts";

/** Has an account of the local mnemonic, which owns the model, offer its use for so much ETH (wei). */
export async function offerUse(index: number, modelId: bigint, usePrice: bigint): Promise<void> {
  const { rpcUrl, mnemonic } = readStack();
  const transport = http(rpcUrl);
  const account = mnemonicToAccount(mnemonic, { addressIndex: index });
  const clients = {
    publicClient: createPublicClient({ transport }),
    walletClient: createWalletClient({ account, transport }),
  };
  await setOffer(clients, { modelId, currency: NATIVE, usePrice, licencePrice: 0n, duration: 0 });
}
