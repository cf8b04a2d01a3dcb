import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import {
  Approval,
  ApprovalForAll,
  BatchMetadataUpdate,
  CreatorChanged,
  MetadataUpdate,
  ModelMinted,
  Transfer,
  VersionAdded,
} from "../../generated/ModelRegistry/ModelRegistry";
import { CreatorChange, MetadataRefresh, Model, ModelOperator, ModelTransfer } from "../../generated/schema";
import { cidOf } from "../cid";
import { loadAccount } from "../entities/account";
import { closeListing } from "../entities/listing";
import { newModel, recordVersion } from "../entities/model";
import { loadProtocol } from "../entities/protocol";
import { beginTenure, endTenure } from "../entities/tenure";
import { eventId, numberId, pairId } from "../ids";

export function handleTransfer(event: Transfer): void {
  let model = Model.load(numberId(event.params.tokenId));
  if (model == null) {
    model = newModel(event.params.tokenId, event.params.to, event);
  } else {
    model.owner = loadAccount(event.params.to, event).id;
    // The registry clears the approval and moves the epoch without further events.
    model.approved = null;
    model.epoch += 1;
    closeListing(model, "Stale", null, event);
    endTenure(model, event);
    beginTenure(model, model.owner, event);
  }
  model.save();

  const transfer = new ModelTransfer(eventId(event));
  transfer.model = model.id;
  transfer.from = loadAccount(event.params.from, event).id;
  transfer.to = loadAccount(event.params.to, event).id;
  transfer.blockNumber = event.block.number;
  transfer.timestamp = event.block.timestamp;
  transfer.transaction = event.transaction.hash;
  transfer.save();
}

export function handleModelMinted(event: ModelMinted): void {
  const model = Model.load(numberId(event.params.tokenId));
  if (model == null) return;
  model.minter = loadAccount(event.params.creator, event).id;
  model.creator = event.params.creator;
  model.royaltyBps = event.params.royaltyBps;
  model.save();
  const protocol = loadProtocol(event);
  protocol.models += 1;
  protocol.save();
}

export function handleVersionAdded(event: VersionAdded): void {
  const model = Model.load(numberId(event.params.tokenId));
  if (model == null) return;
  const version = event.params.version.toI32();
  recordVersion(event.params.tokenId, version, event.params.digest, event);
  model.versionCount = version;
  // The registry moves the epoch without a further event: what was listed is no longer what would be bought.
  model.epoch += 1;
  closeListing(model, "Stale", null, event);
  model.latestDigest = event.params.digest;
  model.latestCard = cidOf(event.params.digest);
  model.save();
}

export function handleCreatorChanged(event: CreatorChanged): void {
  const model = Model.load(numberId(event.params.tokenId));
  if (model == null) return;
  model.creator = loadAccount(event.params.to, event).id;
  model.save();

  const change = new CreatorChange(eventId(event));
  change.model = model.id;
  change.from = loadAccount(event.params.from, event).id;
  change.to = model.creator;
  change.timestamp = event.block.timestamp;
  change.transaction = event.transaction.hash;
  change.save();
}

export function handleApproval(event: Approval): void {
  const model = Model.load(numberId(event.params.tokenId));
  if (model == null) return;
  const approved = event.params.approved;
  model.approved = approved == Address.zero() ? null : loadAccount(approved, event).id;
  model.save();
}

export function handleApprovalForAll(event: ApprovalForAll): void {
  const id = pairId(event.params.owner, event.params.operator);
  let operator = ModelOperator.load(id);
  if (operator == null) {
    operator = new ModelOperator(id);
    operator.owner = loadAccount(event.params.owner, event).id;
    operator.operator = loadAccount(event.params.operator, event).id;
  }
  operator.approved = event.params.approved;
  operator.updatedAt = event.block.timestamp;
  operator.save();
}

export function handleMetadataUpdate(event: MetadataUpdate): void {
  const model = Model.load(numberId(event.params._tokenId));
  if (model != null) {
    model.metadataUpdatedAt = event.block.timestamp;
    model.save();
  }
  recordRefresh(event.params._tokenId, event.params._tokenId, event);
}

export function handleBatchMetadataUpdate(event: BatchMetadataUpdate): void {
  recordRefresh(event.params._fromTokenId, event.params._toTokenId, event);
}

function recordRefresh(from: BigInt, to: BigInt, event: ethereum.Event): void {
  const refresh = new MetadataRefresh(eventId(event));
  refresh.fromTokenId = from;
  refresh.toTokenId = to;
  refresh.timestamp = event.block.timestamp;
  refresh.transaction = event.transaction.hash;
  refresh.save();
}
