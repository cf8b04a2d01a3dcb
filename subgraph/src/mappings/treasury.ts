import { FeeChange } from "../../generated/schema";
import { AuthorityUpdated, Collected, FeeChanged } from "../../generated/Treasury/Treasury";
import { setAuthority } from "../entities/access";
import { loadFees } from "../entities/fees";
import { Payments } from "../entities/payment";
import { eventId } from "../ids";

const SERVICES = ["Hub", "Market", "Compute"];

export function handleFeeChanged(event: FeeChanged): void {
  const id = SERVICES[event.params.service];
  const schedule = loadFees(id, event);
  schedule.bps = event.params.bps;
  schedule.blackBps = event.params.blackBps;
  schedule.save();

  const change = new FeeChange(eventId(event));
  change.schedule = id;
  change.bps = event.params.bps;
  change.blackBps = event.params.blackBps;
  change.timestamp = event.block.timestamp;
  change.transaction = event.transaction.hash;
  change.save();
}

export function handleCollected(event: Collected): void {
  new Payments(event).add("FeesCollected", event.address, event.params.to, event.params.currency, event.params.amount);
}

export function handleAuthorityUpdated(event: AuthorityUpdated): void {
  setAuthority(event.address, event.params.authority);
}
