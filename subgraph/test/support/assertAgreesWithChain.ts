import assert from "node:assert/strict";
import {
  jobEscrowAbi,
  PanelPhase,
  panelPhaseName,
  providerRegistryAbi,
  querySubgraph,
  refereesAbi,
  vaultAbi,
} from "@blacktail/sdk";
import type { Hex } from "viem";
import type { IndexedChain } from "./indexedChain.ts";

type Reference<Id = Hex> = { id: Id };

type Index = {
  balances: { account: Reference; currency: Reference<string>; amount: string }[];
  providers: ProviderEntity[];
  holdings: HoldingEntity[];
  panels: PanelEntity[];
  auditReserves: { id: string; reserve: string; funded: string }[];
  currencies: { id: string; token: Hex | null; uncollectedFees: string }[];
  jobs: Record<"id" | "left" | "toProviders" | "fees" | "returned" | "usePaid" | "budget" | "usePrice", string>[];
  protocol: Record<"staked" | "active" | "locked", string>;
};

type ProviderEntity = Record<"id" | "operator", Hex> &
  Record<"stake" | "active" | "leaving" | "locked" | "free" | "shares" | "capabilities", string> & {
    commissionBps: number;
    closed: boolean;
    reputation: number;
    generation: number;
    locks: { amount: string }[];
  };

type HoldingEntity = Record<"activeShares" | "leavingShares" | "unbondsAt", string> & {
  provider: ProviderEntity;
  holder: Reference;
  generation: number;
};

type PanelEntity = Record<"id" | "phase" | "deadline" | "beganBlock" | "seatLock", string> &
  Record<"seats" | "round" | "first" | "seated" | "committed" | "revealed" | "locked" | "accepted", number> & {
    judged: boolean;
    members: { member: Reference; number: number; round: number; vote: number | null }[];
  };

const PROVIDER = `id operator stake active leaving locked free shares capabilities commissionBps closed reputation generation
  locks(where: { until: null }) { amount }`;

const QUERY = `{
  balances(first: 1000) { account { id } currency { id } amount }
  providers { ${PROVIDER} }
  holdings { provider { ${PROVIDER} } holder { id } activeShares leavingShares generation unbondsAt }
  panels { id phase deadline seats round first seated committed revealed locked accepted beganBlock seatLock judged
    members(orderBy: number) { member { id } number round vote } }
  auditReserves { id reserve funded }
  currencies { id token uncollectedFees }
  jobs { id left toProviders fees returned usePaid budget usePrice }
  protocol(id: "blacktail") { staked active locked }
}`;

/** Compares every balance, pool, holding, panel, reserve and fee of the index with what the contracts answer, and each job's money with its budget. */
export async function assertAgreesWithChain({ chain, subgraphUrl }: IndexedChain): Promise<void> {
  const { publicClient: client, addresses } = chain;
  const found = await querySubgraph<Index>(subgraphUrl, QUERY);
  const vault = { address: addresses.Vault, abi: vaultAbi } as const;
  const registry = { address: addresses.ProviderRegistry, abi: providerRegistryAbi } as const;
  const referees = { address: addresses.Referees, abi: refereesAbi } as const;
  const escrow = { address: addresses.JobEscrow, abi: jobEscrowAbi } as const;

  assert.ok(found.balances.length > 5);
  for (const { account, currency, amount } of found.balances) {
    const args = [account.id, BigInt(currency.id)] as const;
    assert.equal(BigInt(amount), await client.readContract({ ...vault, functionName: "balanceOf", args }), account.id);
  }

  let staked = 0n;
  for (const provider of found.providers) {
    const args = [provider.id] as const;
    const actual = await client.readContract({ ...registry, functionName: "providerOf", args });
    const { active, leaving, locked, capabilities, commissionBps, closed, reputation } = provider;
    assert.deepEqual(
      {
        active: BigInt(active),
        leaving: BigInt(leaving),
        locked: BigInt(locked),
        operator: provider.operator,
        commissionBps,
        capabilities: BigInt(capabilities),
        closed,
        reputation,
      },
      { ...actual, operator: actual.operator.toLowerCase() },
    );
    assert.equal(BigInt(provider.free), await client.readContract({ ...registry, functionName: "freeStake", args }));
    assert.equal(sum(provider.locks.map(({ amount }) => amount)), BigInt(locked));
    staked += BigInt(provider.stake);
  }
  assert.equal(staked, BigInt(found.protocol.staked));
  assert.equal(sum(found.providers.map(({ active }) => active)), BigInt(found.protocol.active));
  assert.equal(sum(found.providers.map(({ locked }) => locked)), BigInt(found.protocol.locked));

  for (const { provider, holder, activeShares, leavingShares, generation, unbondsAt } of found.holdings) {
    const worthOf = (shares: string) =>
      generation !== provider.generation || provider.shares === "0"
        ? 0n
        : (BigInt(shares) * BigInt(provider.stake)) / BigInt(provider.shares);
    const args = [provider.id, holder.id] as const;
    assert.deepEqual(
      { active: worthOf(activeShares), leaving: worthOf(leavingShares), unbondsAt: BigInt(unbondsAt) },
      await client.readContract({ ...registry, functionName: "holdingOf", args }),
    );
  }

  for (const panel of found.panels) await assertPanel(panel);
  async function assertPanel({ id, members, phase, deadline, beganBlock, seatLock, ...counts }: PanelEntity) {
    const actual = await client.readContract({ ...referees, functionName: "panelOf", args: [BigInt(id)] });
    assert.equal(phase, panelPhaseName(actual.phase));
    assert.deepEqual(
      { ...actual, ...counts, deadline: BigInt(deadline), beganBlock: Number(beganBlock), seatLock: BigInt(seatLock) },
      actual,
    );
    const [accounts, votes, revealed] = await client.readContract({
      ...referees,
      functionName: "membersOf",
      args: [BigInt(id)],
    });
    // A seating that failed gave its seats' numbers back: the chain then tells only who sat later.
    const last = (number: number) =>
      Math.max(...members.filter((seat) => seat.number === number).map((seat) => seat.round));
    const seats = members.filter(({ number, round }) => number < accounts.length && round === last(number));
    assert.deepEqual(
      seats.map(({ member, vote }) => [member.id, vote]),
      accounts.map((account, i) => [account.toLowerCase(), revealed[i] ? votes[i] : null]),
    );
    assert.ok(actual.phase !== PanelPhase.None);
  }

  for (const { id, token, uncollectedFees } of found.currencies) {
    if (token === null && id !== "0") continue;
    const args = [BigInt(id)] as const;
    assert.equal(BigInt(uncollectedFees), await client.readContract({ ...escrow, functionName: "feesOf", args }));
    const kept = found.auditReserves.find((reserve) => reserve.id === id);
    const reserve = await client.readContract({ ...referees, functionName: "reserveOf", args });
    const funded = await client.readContract({ ...referees, functionName: "fundedOf", args });
    assert.deepEqual([BigInt(kept?.reserve ?? 0), BigInt(kept?.funded ?? 0)], [reserve, funded]);
  }

  for (const { id, left, toProviders, fees, returned, usePaid, budget, usePrice } of found.jobs) {
    assert.equal(sum([left, toProviders, fees, returned, usePaid]), sum([budget, usePrice]), `job ${id}`);
  }
}

const sum = (amounts: string[]) => amounts.reduce((total, amount) => total + BigInt(amount), 0n);
