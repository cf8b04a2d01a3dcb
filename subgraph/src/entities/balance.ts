import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import { Balance } from "../../generated/schema";
import { accountCurrencyId } from "../ids";
import { loadAccount } from "./account";
import { loadCurrency } from "./currency";

/** Adds to an account's credits; a negative `delta` takes away. */
export function addCredits(owner: Address, currency: BigInt, delta: BigInt, event: ethereum.Event): void {
  const id = accountCurrencyId(owner, currency);
  let balance = Balance.load(id);
  if (balance == null) {
    balance = new Balance(id);
    balance.account = loadAccount(owner, event).id;
    balance.currency = loadCurrency(currency).id;
    balance.amount = BigInt.zero();
  }
  balance.amount = balance.amount.plus(delta);
  balance.updatedAt = event.block.timestamp;
  balance.save();
}
