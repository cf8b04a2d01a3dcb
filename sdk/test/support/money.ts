import { type Address, encodeFunctionData, erc20Abi, parseEther } from "viem";
import {
  currencyOf,
  depositAndApprove,
  type JobTerms,
  NATIVE,
  providerRegistryAbi,
  sha256Hex,
  stake,
  vaultAbi,
} from "../../src/index.ts";
import { testAccount } from "./accounts.ts";
import type { TestChain } from "./startChain.ts";

/** Credits of an account in the Vault, in the currency's smallest unit. */
export function credits(chain: TestChain, owner: Address, currency: bigint): Promise<bigint> {
  const call = { address: chain.addresses.Vault, abi: vaultAbi, functionName: "balanceOf" } as const;
  return chain.publicClient.readContract({ ...call, args: [owner, currency] });
}

/** Sends $BLACK (wei) from the deployer, who holds the supply. */
export async function giveBlack(chain: TestChain, to: Address, amount: bigint): Promise<void> {
  const data = encodeFunctionData({ abi: erc20Abi, functionName: "transfer", args: [to, amount] });
  const hash = await chain.wallet(0).sendTransaction({ to: chain.addresses.BlackToken, data });
  await chain.publicClient.waitForTransactionReceipt({ hash });
}

/** Registers the account at `index` as a provider with 200 BLACK of stake, which counts for tickets; its operator is the account at `operator`. */
export async function becomeProvider(chain: TestChain, index: number, operator: number): Promise<void> {
  await giveBlack(chain, testAccount(index).address, parseEther("1000"));
  const { BlackToken, ProviderRegistry } = chain.addresses;
  await depositAndApprove(chain.clients(index), {
    currency: currencyOf(BlackToken),
    amount: parseEther("500"),
    module: ProviderRegistry,
  });
  await stake(chain.clients(index), { amount: parseEther("200"), operator: testAccount(operator).address });
  await letStakeCount(chain);
}

/** Lets two epochs of the registry pass: stake counts for tickets from then on. */
export async function letStakeCount(chain: TestChain): Promise<void> {
  const epoch = await chain.publicClient.readContract({
    address: chain.addresses.ProviderRegistry,
    abi: providerRegistryAbi,
    functionName: "EPOCH",
  });
  await chain.increaseTime(2 * Number(epoch));
}

/** Terms of a job of one stage for 0.1 ETH that locks 100 BLACK; an hour for each period, no priority of tickets. */
export function sampleTerms(changes: Partial<JobTerms> = {}): JobTerms {
  return {
    specDigest: sha256Hex(new TextEncoder().encode("spec")),
    modelId: 0n,
    currency: NATIVE,
    budget: parseEther("0.1"),
    usePrice: 0n,
    stakeLock: parseEther("100"),
    stages: [],
    claimPeriod: 3_600,
    workPeriod: 3_600,
    challengePeriod: 3_600,
    priorityPeriod: 0,
    attempts: 2,
    replicas: 1,
    profile: 0,
    capabilities: 0n,
    ...changes,
  };
}
