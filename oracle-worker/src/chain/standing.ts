import { providerRegistryAbi } from "@blacktail/sdk";
import { type Address, formatEther, isAddressEqual, type PublicClient, zeroAddress } from "viem";
import type { Contracts } from "./contracts.ts";

/** How the provider stands on chain. Amounts in wei. */
export type Standing = {
  isRegistered: boolean;
  /** Whether this worker's key is the provider's operator: only its signature makes a receipt count. */
  mayAct: boolean;
  operator: Address;
  stake: bigint;
  locked: bigint;
  free: bigint;
  /** The operator's native coin, which pays for gas. */
  balance: bigint;
};

/** Reads the provider's stake and operator, and the key's balance. */
export async function readStanding(
  client: PublicClient,
  contracts: Contracts,
  provider: Address,
  key: Address,
): Promise<Standing> {
  const [record, balance] = await Promise.all([
    client.readContract({
      address: contracts.ProviderRegistry,
      abi: providerRegistryAbi,
      functionName: "providerOf",
      args: [provider],
    }),
    client.getBalance({ address: key }),
  ]);
  const { operator, stake, locked, unbonding } = record;
  const isRegistered = stake > 0n || !isAddressEqual(operator, zeroAddress);
  const mayAct = isRegistered && isAddressEqual(operator, key);
  return { isRegistered, mayAct, operator, stake, locked, free: stake - locked - unbonding, balance };
}

/** What the operator of the worker should mend, each as one sentence with the fix; empty when all is well. */
export function warningsOf(standing: Standing, provider: Address, key: Address, minBalance: bigint): string[] {
  const warnings: string[] = [];
  if (!standing.isRegistered) {
    warnings.push(`Provider ${provider} is not registered: stake $BLACK for it with operator ${key}.`);
  } else if (!standing.mayAct) {
    warnings.push(
      `Provider ${provider} names ${standing.operator} as its operator, this worker's key is ${key}: call setOperator, or give the other key.`,
    );
  } else if (standing.stake === 0n) {
    warnings.push(`Provider ${provider} has no stake: stake $BLACK, jobs lock it while they run.`);
  }
  if (standing.balance < minBalance) {
    warnings.push(
      `Operator ${key} holds ${formatEther(standing.balance)} ETH, less than ${formatEther(minBalance)}: send it some, or its transactions will fail.`,
    );
  }
  return warnings;
}
