import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import { Job, Payment } from "../../generated/schema";
import { partId } from "../ids";
import { loadAccount } from "./account";
import { loadCurrency } from "./currency";

/** Writes the payments of one event, numbered in order; parts of 0 are left out. */
export class Payments {
  private event: ethereum.Event;
  private part: i32 = 0;
  job: string | null = null;
  /** Of the job; -1 where it is about none. */
  stage: i32 = -1;
  panel: string | null = null;
  licenceSale: Bytes | null = null;
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
    if (this.stage >= 0) payment.stage = this.stage;
    payment.panel = this.panel;
    payment.licenceSale = this.licenceSale;
    payment.sale = this.sale;
    payment.model = this.model;
    payment.blockNumber = this.event.block.number;
    payment.timestamp = this.event.block.timestamp;
    payment.transaction = this.event.transaction.hash;
    payment.save();
  }
}

/** Payments about a stage of a job. */
export function jobPayments(job: Job, stage: i32, event: ethereum.Event): Payments {
  const payments = new Payments(event);
  payments.job = job.id;
  payments.stage = stage;
  payments.model = job.model;
  return payments;
}
