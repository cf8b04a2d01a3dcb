import {
  type Addresses,
  blackTokenAbi,
  currencyOf,
  jobEscrowAbi,
  modelMarketAbi,
  NATIVE,
  vaultAbi,
} from "@blacktail/sdk";
import { type Address, type PublicClient, parseEventLogs, type TransactionReceipt, zeroAddress } from "viem";
import { jobChecks } from "./jobChecks.ts";
import { lower, type Parties } from "./parties.ts";
import { sum } from "./sum.ts";

/** What one party owns, in wei. */
type Holdings = { eth: bigint; black: bigint; ethCredits: bigint; blackCredits: bigint };

/** All money that the story can reach, at one block. */
export type Snapshot = {
  block: bigint;
  parties: Map<Address, Holdings>;
  vault: { eth: bigint; black: bigint };
  /** Compute fees in the escrow that nobody has collected yet, by currency. */
  fees: Map<bigint, bigint>;
  blackSupply: bigint;
};

export async function takeSnapshot(client: PublicClient, addresses: Addresses, parties: Parties): Promise<Snapshot> {
  const block = await client.getBlockNumber({ cacheTime: 0 });
  const eth = (address: Address) => client.getBalance({ address, blockNumber: block });
  const token = { address: addresses.BlackToken, abi: blackTokenAbi, blockNumber: block } as const;
  const black = (address: Address) => client.readContract({ ...token, functionName: "balanceOf", args: [address] });
  const credits = (address: Address, currency: bigint) =>
    client.readContract({
      address: addresses.Vault,
      abi: vaultAbi,
      functionName: "balanceOf",
      args: [address, currency],
      blockNumber: block,
    });
  const holdings = new Map<Address, Holdings>();
  for (const party of parties.keys()) {
    const [ethWei, blackWei, ethCredits, blackCredits] = await Promise.all([
      eth(party),
      black(party),
      credits(party, NATIVE),
      credits(party, currencyOf(addresses.BlackToken)),
    ]);
    holdings.set(party, { eth: ethWei, black: blackWei, ethCredits, blackCredits });
  }
  const fees = (currency: bigint) =>
    client.readContract({
      address: addresses.JobEscrow,
      abi: jobEscrowAbi,
      functionName: "feesOf",
      args: [currency],
      blockNumber: block,
    });
  const currencies = [NATIVE, currencyOf(addresses.BlackToken)];
  const [vaultEth, vaultBlack, blackSupply, ...uncollected] = await Promise.all([
    eth(addresses.Vault),
    black(addresses.Vault),
    client.readContract({ ...token, functionName: "totalSupply" }),
    ...currencies.map(fees),
  ]);
  return {
    block,
    parties: holdings,
    vault: { eth: vaultEth, black: vaultBlack },
    fees: new Map(currencies.map((currency, at) => [currency, uncollected[at] ?? 0n])),
    blackSupply,
  };
}

/** One exact check: what was expected and what is. Equal or the story fails. */
export type Check = { what: string; expected: bigint; actual: bigint };

/**
 * Recomputes every sum from the chain's own records between two snapshots.
 *
 * - Each party's credits moved by exactly the Vault transfers that name it.
 * - What the Vault holds of a currency equals the sum of everybody's claims on it.
 * - ETH of all parties, the Vault's and the gas they paid for sum to what there was.
 * - $BLACK of all parties and the Vault's sum to what there was, less what was burned.
 * - The parts of each sale sum to its price.
 * - The sums of the jobs: see `jobChecks`.
 */
export async function exactChecks(
  client: PublicClient,
  addresses: Addresses,
  before: Snapshot,
  after: Snapshot,
  jobIds: readonly bigint[],
): Promise<Check[]> {
  const black = currencyOf(addresses.BlackToken);
  const range = { fromBlock: before.block + 1n, toBlock: after.block };
  const receipts = await receiptsBetween(client, range.fromBlock, range.toBlock);
  const transfers = await client.getContractEvents({
    address: addresses.Vault,
    abi: vaultAbi,
    eventName: "Transfer",
    fromBlock: 0n,
    toBlock: after.block,
  });
  const checks: Check[] = [];

  const claims = new Map<bigint, Map<Address, bigint>>([
    [NATIVE, new Map()],
    [black, new Map()],
  ]);
  const moved = new Map<string, bigint>();
  for (const { args, blockNumber } of transfers) {
    const { sender, receiver, id, amount } = args;
    if (!sender || !receiver || id === undefined || amount === undefined)
      throw new Error("A Vault transfer lacks a field.");
    const book = claims.get(id);
    for (const [account, delta] of [
      [sender, -amount],
      [receiver, amount],
    ] as const) {
      if (account === zeroAddress) continue;
      book?.set(lower(account), (book.get(lower(account)) ?? 0n) + delta);
      const key = `${lower(account)}:${id}`;
      if (blockNumber > before.block) moved.set(key, (moved.get(key) ?? 0n) + delta);
    }
  }
  checks.push({
    what: "the vault's ETH is the sum of all ETH credits",
    expected: sum(claims.get(NATIVE)?.values() ?? []),
    actual: after.vault.eth,
  });
  checks.push({
    what: "the vault's $BLACK is the sum of all $BLACK credits",
    expected: sum(claims.get(black)?.values() ?? []),
    actual: after.vault.black,
  });

  let walletsEth = after.vault.eth - before.vault.eth;
  let walletsBlack = after.vault.black - before.vault.black;
  for (const [party, now] of after.parties) {
    const then = before.parties.get(party);
    if (!then) throw new Error(`${party} is in one snapshot only.`);
    walletsEth += now.eth - then.eth;
    walletsBlack += now.black - then.black;
    checks.push({
      what: `ETH credits of ${party}`,
      expected: then.ethCredits + (moved.get(`${party}:${NATIVE}`) ?? 0n),
      actual: now.ethCredits,
    });
    checks.push({
      what: `$BLACK credits of ${party}`,
      expected: then.blackCredits + (moved.get(`${party}:${black}`) ?? 0n),
      actual: now.blackCredits,
    });
  }
  const gasPaid = sum(
    receipts
      .filter(({ from }) => after.parties.has(lower(from)))
      .map(({ gasUsed, effectiveGasPrice }) => gasUsed * effectiveGasPrice),
  );
  checks.push({
    what: "ETH of all parties, the vault's and gas sum to zero",
    expected: 0n,
    actual: walletsEth + gasPaid,
  });
  checks.push({
    what: "$BLACK of all parties and the vault's moved by what was burned",
    expected: after.blackSupply - before.blackSupply,
    actual: walletsBlack,
  });

  for (const { logs } of receipts) {
    const payouts = parseEventLogs({ abi: vaultAbi, logs, eventName: "Transfer" });
    for (const { args } of parseEventLogs({ abi: modelMarketAbi, logs, eventName: "Bought" }))
      checks.push({
        what: `what the sale of ${args.tokenId} paid out is its price`,
        expected: args.price,
        actual: sum(payouts.map(({ args: { amount } }) => amount)),
      });
  }
  checks.push(...(await jobChecks({ client, addresses, before, after, jobIds, receipts })));
  return checks;
}

/** Receipts of every transaction in the blocks, first and last included. */
async function receiptsBetween(client: PublicClient, first: bigint, last: bigint): Promise<TransactionReceipt[]> {
  const receipts: TransactionReceipt[] = [];
  for (let number = first; number <= last; number++) {
    const { transactions } = await client.getBlock({ blockNumber: number });
    receipts.push(...(await Promise.all(transactions.map((hash) => client.getTransactionReceipt({ hash })))));
  }
  return receipts;
}
