import { Address } from "@graphprotocol/graph-ts";
import { CreditAllowance, CreditOperator, CreditTransfer, Deposit, Withdrawal } from "../../generated/schema";
import { Approval, Deposited, OperatorSet, Transfer, Withdrawn } from "../../generated/Vault/Vault";
import { loadAccount } from "../entities/account";
import { addCredits } from "../entities/balance";
import { loadCurrency } from "../entities/currency";
import { creditAllowanceId, eventId, pairId } from "../ids";

export function handleTransfer(event: Transfer): void {
  const from = event.params.sender;
  const to = event.params.receiver;
  const amount = event.params.amount;
  const currency = loadCurrency(event.params.id);
  if (from == Address.zero()) currency.credits = currency.credits.plus(amount);
  else addCredits(from, event.params.id, amount.neg(), event);
  if (to == Address.zero()) currency.credits = currency.credits.minus(amount);
  else addCredits(to, event.params.id, amount, event);
  currency.save();

  const transfer = new CreditTransfer(eventId(event));
  transfer.caller = loadAccount(event.params.caller, event).id;
  transfer.from = loadAccount(from, event).id;
  transfer.to = loadAccount(to, event).id;
  transfer.currency = currency.id;
  transfer.amount = amount;
  transfer.blockNumber = event.block.number;
  transfer.timestamp = event.block.timestamp;
  transfer.transaction = event.transaction.hash;
  transfer.save();
}

export function handleOperatorSet(event: OperatorSet): void {
  const id = pairId(event.params.owner, event.params.spender);
  let operator = CreditOperator.load(id);
  if (operator == null) {
    operator = new CreditOperator(id);
    operator.owner = loadAccount(event.params.owner, event).id;
    operator.operator = loadAccount(event.params.spender, event).id;
  }
  operator.approved = event.params.approved;
  operator.updatedAt = event.block.timestamp;
  operator.save();
}

export function handleApproval(event: Approval): void {
  const id = creditAllowanceId(event.params.owner, event.params.spender, event.params.id);
  let allowance = CreditAllowance.load(id);
  if (allowance == null) {
    allowance = new CreditAllowance(id);
    allowance.owner = loadAccount(event.params.owner, event).id;
    allowance.spender = loadAccount(event.params.spender, event).id;
    allowance.currency = loadCurrency(event.params.id).id;
  }
  allowance.amount = event.params.amount;
  allowance.updatedAt = event.block.timestamp;
  allowance.save();
}

export function handleDeposited(event: Deposited): void {
  const currency = loadCurrency(event.params.currency);
  currency.deposited = currency.deposited.plus(event.params.amount);
  currency.save();

  const deposit = new Deposit(eventId(event));
  deposit.payer = loadAccount(event.params.payer, event).id;
  deposit.to = loadAccount(event.params.to, event).id;
  deposit.currency = currency.id;
  deposit.amount = event.params.amount;
  deposit.blockNumber = event.block.number;
  deposit.timestamp = event.block.timestamp;
  deposit.transaction = event.transaction.hash;
  deposit.save();
}

export function handleWithdrawn(event: Withdrawn): void {
  const currency = loadCurrency(event.params.currency);
  currency.withdrawn = currency.withdrawn.plus(event.params.amount);
  currency.save();

  const withdrawal = new Withdrawal(eventId(event));
  withdrawal.owner = loadAccount(event.params.owner, event).id;
  withdrawal.to = loadAccount(event.params.to, event).id;
  withdrawal.currency = currency.id;
  withdrawal.amount = event.params.amount;
  withdrawal.blockNumber = event.block.number;
  withdrawal.timestamp = event.block.timestamp;
  withdrawal.transaction = event.transaction.hash;
  withdrawal.save();
}
