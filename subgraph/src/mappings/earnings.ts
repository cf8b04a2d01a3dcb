import { EarningsCollected, EarningsShared } from "../../generated/ProviderRegistry/ProviderRegistry";
import { EarningsCollection, EarningsShare } from "../../generated/schema";
import { loadAccount } from "../entities/account";
import { loadCurrency } from "../entities/currency";
import { loadEarning } from "../entities/earning";
import { loadHolding } from "../entities/holding";
import { Payments } from "../entities/payment";
import { loadProvider } from "../entities/provider";
import { eventId } from "../ids";

export function handleEarningsShared(event: EarningsShared): void {
  const params = event.params;
  const share = new EarningsShare(eventId(event));
  share.provider = params.provider;
  share.currency = loadCurrency(params.currency).id;
  share.amount = params.amount;
  share.commission = params.commission;
  share.blockNumber = event.block.number;
  share.timestamp = event.block.timestamp;
  share.transaction = event.transaction.hash;
  share.save();
  const earning = loadEarning(params.provider, params.currency, event);
  earning.shared = earning.shared.plus(params.amount.minus(params.commission));
  earning.save();
}

export function handleEarningsCollected(event: EarningsCollected): void {
  const params = event.params;
  const provider = loadProvider(params.provider, event);
  const holding = loadHolding(provider, params.holder, event);
  holding.save();
  const collection = new EarningsCollection(eventId(event));
  collection.provider = provider.id;
  collection.holder = loadAccount(params.holder, event).id;
  collection.holding = holding.id;
  collection.currency = loadCurrency(params.currency).id;
  collection.amount = params.amount;
  collection.blockNumber = event.block.number;
  collection.timestamp = event.block.timestamp;
  collection.transaction = event.transaction.hash;
  collection.save();
  new Payments(event).add("EarningsCollected", event.address, params.holder, params.currency, params.amount);
}
