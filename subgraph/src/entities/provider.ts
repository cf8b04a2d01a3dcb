import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import { Earning, Provider, StakeChange } from "../../generated/schema";
import { accountCurrencyId, eventId } from "../ids";
import { loadAccount } from "./account";
import { loadCurrency } from "./currency";
import { loadProtocol } from "./protocol";

/** The provider of an address; a new one is counted but not yet saved. */
export function loadProvider(address: Address, event: ethereum.Event): Provider {
  let provider = Provider.load(address);
  if (provider == null) {
    provider = new Provider(address);
    provider.account = loadAccount(address, event).id;
    provider.operator = address;
    provider.endpoint = "";
    provider.stake = BigInt.zero();
    provider.locked = BigInt.zero();
    provider.unbonding = BigInt.zero();
    provider.free = BigInt.zero();
    provider.unbondsAt = BigInt.zero();
    provider.slashed = BigInt.zero();
    provider.jobsClaimed = 0;
    provider.jobsDone = 0;
    provider.jobsFailed = 0;
    provider.registeredAt = event.block.timestamp;
    const protocol = loadProtocol(event);
    protocol.providers += 1;
    protocol.save();
  }
  return provider;
}

/** Saves a provider whose stake changed, with its free part, and the totals that follow from it. */
export function saveStake(provider: Provider, event: ethereum.Event): void {
  const before = Provider.load(provider.id);
  const protocol = loadProtocol(event);
  protocol.staked = protocol.staked.plus(provider.stake);
  protocol.locked = protocol.locked.plus(provider.locked);
  if (before != null) {
    protocol.staked = protocol.staked.minus(before.stake);
    protocol.locked = protocol.locked.minus(before.locked);
  }
  protocol.save();
  provider.free = provider.stake.minus(provider.locked).minus(provider.unbonding);
  provider.save();
}

/** Records one change of a stake; the provider must show the state after it. `module` is null where the provider acted. */
export function recordStakeChange(
  provider: Provider,
  kind: string,
  amount: BigInt,
  burned: BigInt,
  module: Address | null,
  event: ethereum.Event,
): void {
  const change = new StakeChange(eventId(event));
  change.provider = provider.id;
  change.kind = kind;
  change.amount = amount;
  change.burned = burned;
  change.module = module;
  change.stake = provider.stake;
  change.locked = provider.locked;
  change.blockNumber = event.block.number;
  change.timestamp = event.block.timestamp;
  change.transaction = event.transaction.hash;
  change.save();
}

/** Adds what a provider earned with one job. */
export function addEarning(address: Address, currency: BigInt, amount: BigInt): void {
  const id = accountCurrencyId(address, currency);
  let earning = Earning.load(id);
  if (earning == null) {
    earning = new Earning(id);
    earning.provider = address;
    earning.currency = loadCurrency(currency).id;
    earning.amount = BigInt.zero();
    earning.jobs = 0;
  }
  earning.amount = earning.amount.plus(amount);
  earning.jobs += 1;
  earning.save();
}

/**
 * A job's lock on a stake begins; with a negative amount it ends. The registry announces neither, for every job would pay
 * for it, so whoever handles the job's event says so.
 */
export function addLock(address: Address, amount: BigInt, event: ethereum.Event): void {
  const provider = loadProvider(address, event);
  provider.locked = provider.locked.plus(amount);
  saveStake(provider, event);
  const ends = amount.lt(BigInt.zero());
  recordStakeChange(provider, ends ? "Unlocked" : "Locked", amount.abs(), BigInt.zero(), event.address, event);
}
