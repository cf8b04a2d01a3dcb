import { Bought, FeesSynced, Listed, ListingCancelled } from "../../generated/ModelMarket/ModelMarket";
import { Listing, Model, Sale } from "../../generated/schema";
import { loadAccount } from "../entities/account";
import { loadCurrency } from "../entities/currency";
import { chargeFees } from "../entities/fees";
import { closeListing } from "../entities/listing";
import { Payments } from "../entities/payment";
import { loadProtocol } from "../entities/protocol";
import { treasuryAddress } from "../entities/context";
import { addVolume, MARKET } from "../entities/volume";
import { eventId, numberId } from "../ids";

export function handleListed(event: Listed): void {
  const model = Model.load(numberId(event.params.tokenId));
  if (model == null) return;
  closeListing(model, "Replaced", null, event);

  const listing = new Listing(eventId(event));
  listing.model = model.id;
  listing.seller = loadAccount(event.params.seller, event).id;
  listing.currency = loadCurrency(event.params.currency).id;
  listing.price = event.params.price;
  listing.epoch = event.params.epoch.toI32();
  listing.state = "Active";
  listing.listedAt = event.block.timestamp;
  listing.transaction = event.transaction.hash;
  listing.save();

  model.listing = listing.id;
  model.lastListing = listing.id;
  model.save();
  const protocol = loadProtocol(event);
  protocol.activeListings += 1;
  protocol.save();
}

export function handleListingCancelled(event: ListingCancelled): void {
  const model = Model.load(numberId(event.params.tokenId));
  if (model == null) return;
  closeListing(model, "Cancelled", null, event);
  model.save();
}

export function handleBought(event: Bought): void {
  const model = Model.load(numberId(event.params.tokenId));
  if (model == null) return;
  const params = event.params;
  const proceeds = params.price.minus(params.fee).minus(params.royalty);

  const sale = new Sale(eventId(event));
  sale.model = model.id;
  sale.seller = loadAccount(params.seller, event).id;
  sale.buyer = loadAccount(params.buyer, event).id;
  sale.currency = loadCurrency(params.currency).id;
  sale.price = params.price;
  sale.proceeds = proceeds;
  sale.fee = params.fee;
  sale.royalty = params.royalty;
  sale.royaltyReceiver = loadAccount(params.royaltyReceiver, event).id;
  sale.blockNumber = event.block.number;
  sale.timestamp = event.block.timestamp;
  sale.transaction = event.transaction.hash;
  sale.save();

  // The market announces the sale before the token moves, so the listing is still live here.
  closeListing(model, "Sold", sale.id, event);
  model.saleCount += 1;
  model.save();
  const protocol = loadProtocol(event);
  protocol.sales += 1;
  protocol.save();

  const payments = new Payments(event);
  payments.sale = sale.id;
  payments.model = model.id;
  payments.add("SaleProceeds", params.buyer, params.seller, params.currency, proceeds);
  payments.add("SaleFee", params.buyer, treasuryAddress(), params.currency, params.fee);
  payments.add("SaleRoyalty", params.buyer, params.royaltyReceiver, params.currency, params.royalty);
  addVolume(MARKET, params.currency, params.price, params.fee, params.royalty);
}

export function handleFeesSynced(event: FeesSynced): void {
  chargeFees(MARKET, event.params.feeBps, event.params.blackFeeBps, event);
}
