import assert from "node:assert/strict";
import { blackTokenAbi, currencyOf, NATIVE, providerRegistryAbi, vaultAbi } from "@blacktail/sdk";
import type { Address } from "viem";
import { testAccount } from "../../../sdk/test/support/accounts.ts";
import { CHALLENGER, type MarketWorld, providerAt, REQUESTER } from "./market.ts";

/** What everybody owns at one moment: credits in wei, and of providers their stake. */
export type Ledger = {
  requester: { eth: bigint; black: bigint };
  challenger: { eth: bigint; black: bigint };
  providers: { eth: bigint; black: bigint; stake: bigint; locked: bigint }[];
  /** Escrow, referees' reserve and Treasury together: fees move on between them when anybody collects them. */
  protocol: { eth: bigint; black: bigint };
  /** $BLACK (wei) that exists. */
  supply: bigint;
};

type Credits = { eth: bigint; black: bigint };

const both = (a: Credits, b: Credits): Credits => ({ eth: a.eth + b.eth, black: a.black + b.black });

/** Reads it at one block. */
export async function ledgerOf({ chain }: MarketWorld, providers: number): Promise<Ledger> {
  const { publicClient, addresses } = chain;
  const blockNumber = await publicClient.getBlockNumber({ cacheTime: 0 });
  const black = currencyOf(addresses.BlackToken);
  const vault = { address: addresses.Vault, abi: vaultAbi, functionName: "balanceOf", blockNumber } as const;
  const credits = async (owner: Address) => ({
    eth: await publicClient.readContract({ ...vault, args: [owner, NATIVE] }),
    black: await publicClient.readContract({ ...vault, args: [owner, black] }),
  });
  const staked = async (provider: Address) => {
    const registry = { address: addresses.ProviderRegistry, abi: providerRegistryAbi, blockNumber } as const;
    const args = [provider] as const;
    const { active, leaving, locked } = await publicClient.readContract({
      ...registry,
      functionName: "providerOf",
      args,
    });
    return { stake: active + leaving, locked };
  };
  const addressOf = (index: number) => testAccount(index).address;
  return {
    requester: await credits(addressOf(REQUESTER)),
    challenger: await credits(addressOf(CHALLENGER)),
    providers: await Promise.all(
      Array.from({ length: providers }, async (_, index) => {
        const address = addressOf(providerAt(index));
        return { ...(await credits(address)), ...(await staked(address)) };
      }),
    ),
    protocol: both(
      await credits(addresses.JobEscrow),
      both(await credits(addresses.Referees), await credits(addresses.Treasury)),
    ),
    supply: await publicClient.readContract({
      address: addresses.BlackToken,
      abi: blackTokenAbi,
      functionName: "totalSupply",
      blockNumber,
    }),
  };
}

/** What everybody gained, to the wei; what nobody is told about must not have changed. */
export type Gains = {
  requester?: { eth?: bigint; black?: bigint };
  challenger?: { black?: bigint };
  /** By the provider's number. */
  providers?: Record<number, { eth?: bigint; black?: bigint; stake?: bigint }>;
  protocol?: { eth?: bigint; black?: bigint };
  burned?: bigint;
};

/** Asserts who gained and lost what, that it sums to nothing but what was burned, and that no lock is left. */
export function assertGains(before: Ledger, after: Ledger, gains: Gains): void {
  const told = {
    requester: { eth: 0n, black: 0n, ...gains.requester },
    challenger: { eth: 0n, black: 0n, ...gains.challenger },
    providers: before.providers.map((_, index) => ({ eth: 0n, black: 0n, stake: 0n, ...gains.providers?.[index] })),
    protocol: { eth: 0n, black: 0n, ...gains.protocol },
    burned: gains.burned ?? 0n,
  };
  const difference = (a: { eth: bigint; black: bigint }, b: { eth: bigint; black: bigint }) => ({
    eth: b.eth - a.eth,
    black: b.black - a.black,
  });
  const found = {
    requester: difference(before.requester, after.requester),
    challenger: difference(before.challenger, after.challenger),
    providers: before.providers.map((then, index) => {
      const now = after.providers[index];
      assert.ok(now);
      return { ...difference(then, now), stake: now.stake - then.stake };
    }),
    protocol: difference(before.protocol, after.protocol),
    burned: before.supply - after.supply,
  };
  assert.deepEqual(found, told);
  const all = [found.requester, found.challenger, ...found.providers, found.protocol];
  const stakes = found.providers.reduce((sum, { stake }) => sum + stake, 0n);
  assert.equal(
    all.reduce((sum, { eth }) => sum + eth, 0n),
    0n,
    "ETH",
  );
  assert.equal(
    all.reduce((sum, { black }) => sum + black, stakes + found.burned),
    0n,
    "$BLACK",
  );
  for (const { locked } of after.providers) assert.equal(locked, 0n);
}
