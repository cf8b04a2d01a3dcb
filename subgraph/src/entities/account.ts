import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import { Account } from "../../generated/schema";
import { loadProtocol } from "./protocol";

/** The account of an address, saved already when it is new. */
export function loadAccount(address: Address, event: ethereum.Event): Account {
  let account = Account.load(address);
  if (account == null) {
    account = new Account(address);
    account.black = BigInt.zero();
    account.votes = BigInt.zero();
    account.firstSeenAt = event.block.timestamp;
    account.save();
    const protocol = loadProtocol(event);
    protocol.accounts += 1;
    protocol.save();
  }
  return account;
}
