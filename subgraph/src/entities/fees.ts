import { ethereum } from "@graphprotocol/graph-ts";
import { FeeSchedule } from "../../generated/schema";

/** The fees of a service, `Hub`, `Market` or `Compute`. The caller changes and saves them. */
export function loadFees(service: string, event: ethereum.Event): FeeSchedule {
  let schedule = FeeSchedule.load(service);
  if (schedule == null) {
    schedule = new FeeSchedule(service);
    schedule.bps = 0;
    schedule.blackBps = 0;
    schedule.chargedBps = 0;
    schedule.chargedBlackBps = 0;
  }
  schedule.updatedAt = event.block.timestamp;
  return schedule;
}

/** The contract that charges for a service took over the treasury's fees. */
export function chargeFees(service: string, bps: i32, blackBps: i32, event: ethereum.Event): void {
  const schedule = loadFees(service, event);
  schedule.chargedBps = bps;
  schedule.chargedBlackBps = blackBps;
  schedule.save();
}
