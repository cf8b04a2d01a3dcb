import {
  type Addresses,
  approveModule,
  BlacktailError,
  blackTokenAbi,
  type Clients,
  currencyOf,
  depositAndApprove,
  NATIVE,
  providerRegistryAbi,
  type Storage,
  stake,
  vaultAbi,
} from "@blacktail/sdk";
import type { Address, PrivateKeyAccount, PublicClient } from "viem";
import type { HDAccount } from "viem/accounts";

/** An account that acts for the protocol. */
type Party = Clients & { publicClient: PublicClient; account: PrivateKeyAccount | HDAccount };

/** Who posts known-wrong results, and where. To auditors they must look like strangers. */
export type Parties = {
  /** Posts the job, pays for it, and challenges its result if it must. */
  requester: Party;
  /** A provider of the protocol's own, which is its own operator. */
  provider: Party;
  addresses: Addresses;
  storage: Storage;
  chainId: number;
};

/** What both accounts own together, in wallets, as credits and as stake. */
export type Holdings = { eth: bigint; black: bigint };

/** Wei of the native coin and of $BLACK. */
export async function holdingsOf({ requester, provider, addresses }: Parties): Promise<Holdings> {
  const { publicClient: client } = requester;
  const black = currencyOf(addresses.BlackToken);
  const credits = (owner: Address, currency: bigint) =>
    client.readContract({
      address: addresses.Vault,
      abi: vaultAbi,
      functionName: "balanceOf",
      args: [owner, currency],
    });
  const sums = await Promise.all(
    [requester.account.address, provider.account.address].map(async (owner) => {
      const [coin, coinCredits, tokens, tokenCredits, pool] = await Promise.all([
        client.getBalance({ address: owner }),
        credits(owner, NATIVE),
        client.readContract({
          address: addresses.BlackToken,
          abi: blackTokenAbi,
          functionName: "balanceOf",
          args: [owner],
        }),
        credits(owner, black),
        poolOf({ requester, addresses }, owner),
      ]);
      return { eth: coin + coinCredits, black: tokens + tokenCredits + pool.active + pool.leaving };
    }),
  );
  return sums.reduce((all, { eth, black: tokens }) => ({ eth: all.eth + eth, black: all.black + tokens }));
}

/**
 * Gives the provider as much free stake as a job locks, and the requester credits for the bond of a challenge.
 *
 * @throws BlacktailError `CLI_CANARY_POOR` when an account has less $BLACK; what the chain says
 */
export async function provide(parties: Parties, lock: bigint): Promise<void> {
  const { requester, provider, addresses } = parties;
  const pool = await poolOf(parties, provider.account.address);
  const free = pool.active - pool.locked;
  if (free < lock) {
    await bring(parties, provider, lock - free, addresses.ProviderRegistry);
    await stake(provider, { amount: lock - free, operator: provider.account.address });
  }
  await bring(parties, requester, lock, addresses.JobEscrow);
}

function poolOf({ requester, addresses }: Pick<Parties, "requester" | "addresses">, provider: Address) {
  const call = { address: addresses.ProviderRegistry, abi: providerRegistryAbi, functionName: "providerOf" } as const;
  return requester.publicClient.readContract({ ...call, args: [provider] });
}

/** Credits of $BLACK that the module may move, out of the wallet as far as they are lacking. */
async function bring({ addresses }: Parties, party: Party, amount: bigint, module: Address): Promise<void> {
  const { publicClient: client, account } = party;
  const currency = currencyOf(addresses.BlackToken);
  const vault = { address: addresses.Vault, abi: vaultAbi } as const;
  const held = await client.readContract({ ...vault, functionName: "balanceOf", args: [account.address, currency] });
  if (held < amount) {
    const token = { address: addresses.BlackToken, abi: blackTokenAbi } as const;
    const owned = await client.readContract({ ...token, functionName: "balanceOf", args: [account.address] });
    if (owned < amount - held) throw poor(account.address, owned, amount - held);
    await depositAndApprove(party, { currency, amount: amount - held, module });
    return;
  }
  const isApproved = await client.readContract({
    ...vault,
    functionName: "isOperator",
    args: [account.address, module],
  });
  if (!isApproved) await approveModule(party, { module });
}

function poor(account: Address, owned: bigint, needed: bigint): BlacktailError {
  return new BlacktailError({
    code: "CLI_CANARY_POOR",
    message: `${account} owns ${owned} wei of $BLACK, a canary needs ${needed} more.`,
    fix: "Send it $BLACK: `blacktail faucet` does on the local chain.",
  });
}
