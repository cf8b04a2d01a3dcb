import { Bytes, ethereum } from "@graphprotocol/graph-ts";
import { Listing, Model } from "../../generated/schema";
import { loadProtocol } from "./protocol";

/** Ends the model's live listing, if it has one, and saves it. The caller saves the model. */
export function closeListing(model: Model, state: string, sale: Bytes | null, event: ethereum.Event): void {
  const id = model.listing;
  if (id === null) return;
  const listing = Listing.load(id);
  if (listing == null) return;
  listing.state = state;
  listing.closedAt = event.block.timestamp;
  listing.closedTx = event.transaction.hash;
  listing.sale = sale;
  listing.save();
  model.listing = null;

  const protocol = loadProtocol(event);
  protocol.activeListings -= 1;
  protocol.save();
}
