import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import { Holding, Provider, StakeChange } from "../../generated/schema";
import { pairId, stakeChangeId } from "../ids";
import { loadAccount } from "./account";
import { loadProtocol } from "./protocol";

const ZERO = BigInt.zero();

/** The provider of an address; a new one is counted but not yet saved. */
export function loadProvider(address: Address, event: ethereum.Event): Provider {
  let provider = Provider.load(address);
  if (provider == null) {
    provider = new Provider(address);
    provider.account = loadAccount(address, event).id;
    provider.operator = address;
    provider.endpoint = "";
    provider.capabilities = ZERO;
    provider.commissionBps = 0;
    provider.closed = false;
    provider.stake = ZERO;
    provider.active = ZERO;
    provider.leaving = ZERO;
    provider.locked = ZERO;
    provider.free = ZERO;
    provider.own = ZERO;
    provider.shares = ZERO;
    provider.leavingShares = ZERO;
    provider.generation = 0;
    provider.stakeAddedAt = ZERO;
    provider.slashed = ZERO;
    provider.reputation = 0;
    provider.customers = ZERO;
    provider.stagesClaimed = 0;
    provider.stagesPaid = 0;
    provider.stagesFailed = 0;
    provider.seatsTaken = 0;
    provider.seatsSlashed = 0;
    provider.registeredAt = event.block.timestamp;
    provider.updatedAt = event.block.timestamp;
    const protocol = loadProtocol(event);
    protocol.providers += 1;
    protocol.save();
  }
  return provider;
}

/** A stage was lost to the provider: no result in time, or one ruled wrong. */
export function countFailure(address: Address, event: ethereum.Event): void {
  const provider = loadProvider(address, event);
  provider.stagesFailed += 1;
  provider.save();
}

/** Saves a provider whose pool or locks changed, with what follows from them, and the totals. A pool that became empty begins a new generation. */
export function saveStake(provider: Provider, event: ethereum.Event): void {
  const before = Provider.load(provider.id);
  if (before != null && !before.stake.isZero() && provider.stake.isZero()) {
    provider.shares = ZERO;
    provider.leavingShares = ZERO;
    provider.generation += 1;
  }
  reckon(provider);
  const protocol = loadProtocol(event);
  protocol.staked = protocol.staked.plus(provider.stake);
  protocol.active = protocol.active.plus(provider.active);
  protocol.locked = protocol.locked.plus(provider.locked);
  if (before != null) {
    protocol.staked = protocol.staked.minus(before.stake);
    protocol.active = protocol.active.minus(before.active);
    protocol.locked = protocol.locked.minus(before.locked);
  }
  protocol.save();
  provider.updatedAt = event.block.timestamp;
  provider.save();
}

/** What follows from a pool's stake and shares, as ProviderRegistry reckons it. */
function reckon(provider: Provider): void {
  provider.active = worthOf(provider, provider.shares.minus(provider.leavingShares));
  provider.leaving = provider.stake.minus(provider.active);
  const open = provider.active.gt(provider.locked) && !provider.closed;
  provider.free = open ? provider.active.minus(provider.locked) : ZERO;
  const address = Address.fromBytes(provider.id);
  const own = Holding.load(pairId(address, address));
  const holds = own != null && own.generation == provider.generation;
  provider.own = holds ? worthOf(provider, own!.activeShares) : ZERO;
}

/** What shares of a provider's pool are worth, rounded down. */
function worthOf(provider: Provider, shares: BigInt): BigInt {
  return provider.shares.isZero() ? ZERO : shares.times(provider.stake).div(provider.shares);
}

/**
 * Records one change of a stake; the provider must show the state after it. `holder` is null where it is everybody's, `module` where a
 * holder acted.
 */
export function recordStakeChange(
  provider: Provider,
  kind: string,
  amount: BigInt,
  burned: BigInt,
  holder: Address | null,
  module: Address | null,
  event: ethereum.Event,
): void {
  const change = new StakeChange(stakeChangeId(event, Address.fromBytes(provider.id)));
  change.provider = provider.id;
  change.kind = kind;
  change.amount = amount;
  change.burned = burned;
  change.holder = holder === null ? null : loadAccount(holder, event).id;
  change.module = module;
  change.stake = provider.stake;
  change.locked = provider.locked;
  change.blockNumber = event.block.number;
  change.timestamp = event.block.timestamp;
  change.transaction = event.transaction.hash;
  change.save();
}
