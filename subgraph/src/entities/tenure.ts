import { Bytes, ethereum } from "@graphprotocol/graph-ts";
import { Model, Tenure } from "../../generated/schema";
import { tenureId } from "../ids";

/** An owner's time with a model begins. The caller saves the model. */
export function beginTenure(model: Model, owner: Bytes, event: ethereum.Event): void {
  // The epoch counts transfers and new versions, so this counts transfers, as the contract does.
  const tenure = new Tenure(tenureId(model.id, model.epoch + 1 - model.versionCount));
  tenure.model = model.id;
  tenure.owner = owner;
  tenure.since = event.block.timestamp;
  tenure.save();
  model.tenure = tenure.id;
}

/** An owner's time with a model ends, and with it what it offers. */
export function endTenure(model: Model, event: ethereum.Event): void {
  const tenure = Tenure.load(model.tenure)!;
  tenure.until = event.block.timestamp;
  tenure.save();
}
