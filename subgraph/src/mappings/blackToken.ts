import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import {
  Approval,
  AuthorizationCanceled,
  AuthorizationUsed,
  DelegateChanged,
  DelegateVotesChanged,
  Transfer,
} from "../../generated/BlackToken/BlackToken";
import { Authorization, DelegateChange, TokenAllowance, TokenTransfer } from "../../generated/schema";
import { loadAccount } from "../entities/account";
import { currencyIdOf, loadCurrency } from "../entities/currency";
import { loadProtocol } from "../entities/protocol";
import { authorizationId, eventId, pairId } from "../ids";

export function handleTransfer(event: Transfer): void {
  const from = event.params.from;
  const to = event.params.to;
  const amount = event.params.value;
  if (from == Address.zero() || to == Address.zero()) changeSupply(event, from, to, amount);
  move(from, amount.neg(), event);
  move(to, amount, event);

  const transfer = new TokenTransfer(eventId(event));
  transfer.from = loadAccount(from, event).id;
  transfer.to = loadAccount(to, event).id;
  transfer.amount = amount;
  transfer.blockNumber = event.block.number;
  transfer.timestamp = event.block.timestamp;
  transfer.transaction = event.transaction.hash;
  transfer.save();
}

function move(owner: Address, delta: BigInt, event: ethereum.Event): void {
  const account = loadAccount(owner, event);
  if (owner == Address.zero()) return;
  account.black = account.black.plus(delta);
  account.save();
}

function changeSupply(event: Transfer, from: Address, to: Address, amount: BigInt): void {
  const protocol = loadProtocol(event);
  if (from == Address.zero()) protocol.blackSupply = protocol.blackSupply.plus(amount);
  if (to == Address.zero()) protocol.blackSupply = protocol.blackSupply.minus(amount);
  protocol.save();
  // The token names itself at its first mint, which spares the index any call to it.
  const currency = loadCurrency(currencyIdOf(event.address));
  currency.symbol = "BLACK";
  currency.decimals = 18;
  currency.save();
}

export function handleApproval(event: Approval): void {
  const id = pairId(event.params.owner, event.params.spender);
  let allowance = TokenAllowance.load(id);
  if (allowance == null) {
    allowance = new TokenAllowance(id);
    allowance.owner = loadAccount(event.params.owner, event).id;
    allowance.spender = loadAccount(event.params.spender, event).id;
  }
  allowance.amount = event.params.value;
  allowance.updatedAt = event.block.timestamp;
  allowance.save();
}

export function handleDelegateChanged(event: DelegateChanged): void {
  const delegator = loadAccount(event.params.delegator, event);
  const from = loadAccount(event.params.fromDelegate, event);
  const to = loadAccount(event.params.toDelegate, event);
  delegator.delegate = event.params.toDelegate == Address.zero() ? null : to.id;
  delegator.save();

  const change = new DelegateChange(eventId(event));
  change.delegator = delegator.id;
  change.from = from.id;
  change.to = to.id;
  change.timestamp = event.block.timestamp;
  change.transaction = event.transaction.hash;
  change.save();
}

export function handleDelegateVotesChanged(event: DelegateVotesChanged): void {
  const account = loadAccount(event.params.delegate, event);
  account.votes = event.params.newVotes;
  account.save();
}

export function handleAuthorizationUsed(event: AuthorizationUsed): void {
  recordAuthorization(event.params.authorizer, event.params.nonce, "Used", event);
}

export function handleAuthorizationCanceled(event: AuthorizationCanceled): void {
  recordAuthorization(event.params.authorizer, event.params.nonce, "Cancelled", event);
}

function recordAuthorization(authorizer: Address, nonce: Bytes, state: string, event: ethereum.Event): void {
  const authorization = new Authorization(authorizationId(authorizer, nonce));
  authorization.authorizer = loadAccount(authorizer, event).id;
  authorization.nonce = nonce;
  authorization.state = state;
  authorization.timestamp = event.block.timestamp;
  authorization.transaction = event.transaction.hash;
  authorization.save();
}
