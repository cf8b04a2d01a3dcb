import type { Model } from "../data/models.ts";
import { buyModelFlow } from "../flows/buyModel.ts";
import { cancelListingFlow } from "../flows/cancelListing.ts";
import { useFlow } from "../flows/FlowContext.ts";
import { listModelFlow } from "../flows/listModel.ts";
import { same } from "../lib/same.ts";
import { Amount } from "../ui/Amount.tsx";
import { Badge } from "../ui/Badge.tsx";
import { Button } from "../ui/Button.tsx";
import { Copyable } from "../ui/Copyable.tsx";
import { Section } from "../ui/Section.tsx";
import { useWallet } from "../wallet/WalletContext.ts";

/** Who owns it, what it costs, and what this account can do about it. */
export function ModelActions({ model }: { model: Model }) {
  const open = useFlow();
  const { address } = useWallet();
  const { listing } = model;
  const isOwner = same(address, model.owner);
  return (
    <Section title={listing ? "For sale" : "Not for sale"} className="self-start">
      {listing && (
        <p className="text-3xl font-semibold tracking-tight">
          <Amount value={listing.price} currency={listing.currency} />
        </p>
      )}
      <p className="mt-3 flex flex-wrap items-center gap-2 text-muted">
        Owned by <Copyable value={model.owner} label="owner’s address" /> {isOwner && <Badge tone="accent">you</Badge>}
      </p>
      <div className="mt-5 grid gap-3">
        {isOwner ? (
          <>
            <Button onClick={() => open(listModelFlow, { tokenId: model.id })}>
              {listing ? "Change the price" : "List for sale"}
            </Button>
            {listing && (
              <Button look="secondary" onClick={() => open(cancelListingFlow, { tokenId: model.id })}>
                Cancel listing
              </Button>
            )}
          </>
        ) : (
          listing && (
            <Button
              onClick={() =>
                open(buyModelFlow, {
                  tokenId: model.id,
                  currency: listing.currency.symbol,
                  price: listing.price.toString(),
                })
              }
            >
              Buy
            </Button>
          )
        )}
        {!isOwner && !listing && (
          <p className="text-sm text-muted">Its owner has not offered it. What its use costs stands below.</p>
        )}
      </div>
    </Section>
  );
}
