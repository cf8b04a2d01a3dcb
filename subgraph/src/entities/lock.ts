import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import { Lock } from "../../generated/schema";
import { loadProvider, recordStakeChange, saveStake } from "./provider";

/**
 * A job or a panel locks some of a provider's stake. The registry announces neither begin nor end of a lock, for every job would pay for
 * it, so whoever handles the job's or the panel's event says so. The caller adds what it is for, and saves it.
 */
export function beginLock(id: Bytes, address: Address, amount: BigInt, job: string, event: ethereum.Event): Lock {
  const lock = new Lock(id);
  lock.provider = address;
  lock.amount = amount;
  lock.module = event.address;
  lock.job = job;
  lock.since = event.block.timestamp;
  lock.sinceTx = event.transaction.hash;
  lock.slashed = BigInt.zero();

  const provider = loadProvider(address, event);
  provider.locked = provider.locked.plus(amount);
  saveStake(provider, event);
  recordStakeChange(provider, "Locked", amount, BigInt.zero(), null, event.address, event);
  return lock;
}

/** Ends a lock, of which `slashed` is taken: the registry announces that part right after, when it takes it out of the pool. */
export function endLock(id: Bytes, slashed: BigInt, event: ethereum.Event): void {
  const lock = Lock.load(id)!;
  lock.until = event.block.timestamp;
  lock.untilTx = event.transaction.hash;
  lock.ending = slashed.isZero() ? "Released" : "Slashed";
  lock.slashed = slashed;
  lock.save();

  const provider = loadProvider(Address.fromBytes(lock.provider), event);
  provider.locked = provider.locked.minus(lock.amount);
  saveStake(provider, event);
  const freed = lock.amount.minus(slashed);
  if (!freed.isZero()) recordStakeChange(provider, "Unlocked", freed, BigInt.zero(), null, event.address, event);
}
