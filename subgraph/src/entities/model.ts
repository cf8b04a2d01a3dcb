import { Address, BigInt, Bytes, ethereum } from "@graphprotocol/graph-ts";
import { Model, ModelVersion } from "../../generated/schema";
import { Manifest } from "../../generated/templates";
import { cidOf } from "../cid";
import { numberId, versionId, word } from "../ids";
import { loadAccount } from "./account";
import { beginTenure } from "./tenure";

/** A new model as its mint's Transfer shows it; minter, creator and royalty follow in ModelMinted. Not yet saved. */
export function newModel(tokenId: BigInt, owner: Address, event: ethereum.Event): Model {
  const digest = word(tokenId);
  const cid = cidOf(digest);
  const model = new Model(numberId(tokenId));
  model.tokenId = tokenId;
  model.digest = digest;
  model.cid = cid;
  model.minter = owner;
  model.creator = owner;
  model.owner = loadAccount(owner, event).id;
  model.royaltyBps = 0;
  model.epoch = 0;
  model.versionCount = 1;
  model.latestDigest = digest;
  model.card = cid;
  model.latestCard = cid;
  model.saleCount = 0;
  model.jobCount = 0;
  model.useCount = 0;
  model.licenceCount = 0;
  model.mintedAt = event.block.timestamp;
  model.mintedTx = event.transaction.hash;
  model.metadataUpdatedAt = event.block.timestamp;
  beginTenure(model, model.owner, event);
  recordVersion(tokenId, 1, digest, event);
  return model;
}

/** Records a version and asks storage for its manifest. */
export function recordVersion(tokenId: BigInt, number: i32, digest: Bytes, event: ethereum.Event): void {
  const cid = cidOf(digest);
  const version = new ModelVersion(versionId(tokenId, number));
  version.model = numberId(tokenId);
  version.version = number;
  version.digest = digest;
  version.cid = cid;
  version.card = cid;
  version.timestamp = event.block.timestamp;
  version.transaction = event.transaction.hash;
  version.save();
  Manifest.create(cid);
}
