import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import { Slash } from "../../generated/schema";
import { eventId } from "../ids";

/** Stake that was taken, all of it burned but for what the caller says. The caller saves it. */
export function newSlash(provider: Address, reason: string, burned: BigInt, lock: Bytes, job: string, event: ethereum.Event): Slash {
  const slash = new Slash(eventId(event));
  slash.provider = provider;
  slash.reason = reason;
  slash.amount = burned;
  slash.toRequester = BigInt.zero();
  slash.toOthers = BigInt.zero();
  slash.toFinder = BigInt.zero();
  slash.toReferees = BigInt.zero();
  slash.burned = burned;
  slash.job = job;
  slash.lock = lock;
  slash.blockNumber = event.block.number;
  slash.timestamp = event.block.timestamp;
  slash.transaction = event.transaction.hash;
  return slash;
}
