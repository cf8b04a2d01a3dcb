import { providerRegistryAbi } from "@blacktail/sdk";
import { type Address, formatEther, isAddressEqual, type PublicClient, zeroAddress } from "viem";
import type { Contracts } from "./contracts.ts";

/** How the provider stands on chain. Amounts in wei. */
export type Standing = {
  isRegistered: boolean;
  /** Whether this worker's key is the provider's operator: only its signature makes a receipt count. */
  mayAct: boolean;
  operator: Address;
  /** What works, of its own and of those who delegate to it. */
  active: bigint;
  locked: bigint;
  /** What a job may lock; nothing while the provider is closed. */
  free: bigint;
  /** Whether its own stake has become too small a part of the whole: it takes nothing new. */
  isClosed: boolean;
  /** What it has announced to be able to do, a set of bits. */
  capabilities: bigint;
  /** The least that it takes for a stage, by currency, in that currency's smallest unit: the chain refuses claims below. */
  asks: ReadonlyMap<bigint, bigint>;
  /** The operator's native coin, which pays for gas. */
  balance: bigint;
};

/**
 * Reads the provider's stake, announcements and operator, and the key's balance.
 *
 * @param currencies Whose asks matter.
 */
export async function readStanding(
  client: PublicClient,
  contracts: Contracts,
  { provider, key, currencies }: { provider: Address; key: Address; currencies: readonly bigint[] },
): Promise<Standing> {
  const registry = { address: contracts.ProviderRegistry, abi: providerRegistryAbi } as const;
  const [record, balance, ...asks] = await Promise.all([
    client.readContract({ ...registry, functionName: "providerOf", args: [provider] }),
    client.getBalance({ address: key }),
    ...currencies.map((currency) =>
      client.readContract({ ...registry, functionName: "askOf", args: [provider, currency] }),
    ),
  ]);
  const { operator, active, leaving, locked, closed: isClosed, capabilities } = record;
  const isRegistered = active + leaving > 0n || !isAddressEqual(operator, zeroAddress);
  const mayAct = isRegistered && isAddressEqual(operator, key);
  const free = isClosed || locked > active ? 0n : active - locked;
  const askOf = new Map(currencies.map((currency, index) => [currency, asks[index] ?? 0n]));
  return { isRegistered, mayAct, operator, active, locked, free, isClosed, capabilities, asks: askOf, balance };
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
  } else if (standing.active === 0n) {
    warnings.push(`Provider ${provider} has no stake: stake $BLACK, jobs lock it while they run.`);
  } else if (standing.isClosed) {
    warnings.push(
      `Provider ${provider} is closed: its own stake is too small a part of what others delegate to it. Stake more of its own.`,
    );
  }
  if (standing.balance < minBalance) {
    warnings.push(
      `Operator ${key} holds ${formatEther(standing.balance)} ETH, less than ${formatEther(minBalance)}: send it some, or its transactions will fail.`,
    );
  }
  return warnings;
}
