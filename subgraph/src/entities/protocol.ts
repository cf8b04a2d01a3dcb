import { BigInt, ethereum } from "@graphprotocol/graph-ts";
import { Protocol } from "../../generated/schema";
import { PROTOCOL } from "../ids";

/** The totals. The caller changes and saves them. */
export function loadProtocol(event: ethereum.Event): Protocol {
  let protocol = Protocol.load(PROTOCOL);
  if (protocol == null) {
    protocol = new Protocol(PROTOCOL);
    protocol.accounts = 0;
    protocol.blackSupply = BigInt.zero();
    protocol.models = 0;
    protocol.activeListings = 0;
    protocol.sales = 0;
    protocol.providers = 0;
    protocol.staked = BigInt.zero();
    protocol.active = BigInt.zero();
    protocol.locked = BigInt.zero();
    protocol.slashed = BigInt.zero();
    protocol.jobs = 0;
    protocol.openJobs = 0;
    protocol.doneJobs = 0;
    protocol.refundedJobs = 0;
    protocol.settledStages = 0;
    protocol.audits = 0;
    protocol.disputes = 0;
    protocol.licenceSales = 0;
  }
  protocol.updatedAt = event.block.timestamp;
  return protocol;
}
