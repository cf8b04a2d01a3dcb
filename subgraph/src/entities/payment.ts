import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import { Payment } from "../../generated/schema";
import { partId } from "../ids";
import { loadAccount } from "./account";
import { loadCurrency } from "./currency";

/** Writes the payments of one event, numbered in order; parts of 0 are left out. */
export class Payments {
  private event: ethereum.Event;
  private part: i32 = 0;
  job: string | null = null;
  sale: Bytes | null = null;
  model: string | null = null;

  constructor(event: ethereum.Event) {
    this.event = event;
  }

  /** `to` is null for what is burned. */
  add(kind: string, from: Address, to: Address | null, currency: BigInt, amount: BigInt): void {
    if (amount.isZero()) return;
    const payment = new Payment(partId(this.event, this.part));
    this.part += 1;
    payment.kind = kind;
    payment.from = loadAccount(from, this.event).id;
    if (to !== null) payment.to = loadAccount(to, this.event).id;
    payment.currency = loadCurrency(currency).id;
    payment.amount = amount;
    payment.job = this.job;
    payment.sale = this.sale;
    payment.model = this.model;
    payment.blockNumber = this.event.block.number;
    payment.timestamp = this.event.block.timestamp;
    payment.transaction = this.event.transaction.hash;
    payment.save();
  }
}
