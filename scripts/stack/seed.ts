import {
  addressesOf,
  blackTokenAbi,
  currencyOf,
  depositAndApprove,
  NATIVE,
  providerRegistryAbi,
  setAsk,
  setCommission,
  stake,
} from "@blacktail/sdk";
import { type Address, createPublicClient, createWalletClient, http, parseEther } from "viem";
import type { HDAccount } from "viem/accounts";
import { ACCOUNTS } from "./accounts.ts";
import type { StackInfo } from "./info.ts";
import { localChain } from "./network.ts";

/** $BLACK (wei) that each local provider stakes. */
const PROVIDER_STAKE = parseEther("1000");
/** The least that each local provider takes for a stage: little, so that small jobs find one. */
const ASK = { eth: parseEther("0.0001"), black: parseEther("0.1") };
/** What each local provider takes of what others' stake on it earns: with none nobody could delegate to it. */
const COMMISSION_BPS = 1_000;
/** $BLACK (wei) that each account of the local chain is given to play with. */
const ALLOWANCE = parseEther("100000");

/** Gives the local accounts $BLACK and lets the three providers stake and name their prices; what was done by an earlier start is left as it is. */
export async function seedStack(info: StackInfo): Promise<void> {
  const chain = localChain(info.rpcUrl);
  const transport = http(info.rpcUrl);
  const publicClient = createPublicClient({ chain, transport, pollingInterval: 50 });
  const clientsOf = (account: HDAccount) => ({
    publicClient,
    walletClient: createWalletClient({ chain, transport, account }),
  });
  const { BlackToken, ProviderRegistry } = addressesOf(info.chainId);
  const providerOf = (address: Address) =>
    publicClient.readContract({
      address: ProviderRegistry,
      abi: providerRegistryAbi,
      functionName: "providerOf",
      args: [address],
    });

  const deployer = createWalletClient({ chain, transport, account: ACCOUNTS.deployer });
  for (const { address } of [ACCOUNTS.developer, ACCOUNTS.buyer, ACCOUNTS.tester, ...ACCOUNTS.providers]) {
    const held = await publicClient.readContract({
      address: BlackToken,
      abi: blackTokenAbi,
      functionName: "balanceOf",
      args: [address],
    });
    const registered = (await providerOf(address)).active > 0n;
    if (held > 0n || registered) continue;
    const hash = await deployer.writeContract({
      address: BlackToken,
      abi: blackTokenAbi,
      functionName: "transfer",
      args: [address, ALLOWANCE],
    });
    await publicClient.waitForTransactionReceipt({ hash });
  }
  for (const [index, provider] of ACCOUNTS.providers.entries()) {
    const operator = ACCOUNTS.operators[index];
    if (!operator || (await providerOf(provider.address)).active > 0n) continue;
    const clients = clientsOf(provider);
    await depositAndApprove(clients, {
      currency: currencyOf(BlackToken),
      amount: PROVIDER_STAKE,
      module: ProviderRegistry,
    });
    await stake(clients, { amount: PROVIDER_STAKE, operator: operator.address });
    await setCommission(clients, { bps: COMMISSION_BPS });
    await setAsk(clients, { currency: NATIVE, price: ASK.eth });
    await setAsk(clients, { currency: currencyOf(BlackToken), price: ASK.black });
  }
}
