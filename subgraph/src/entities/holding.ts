import { Address, BigInt, ethereum } from "@graphprotocol/graph-ts";
import { Holding, Provider } from "../../generated/schema";
import { pairId } from "../ids";
import { loadAccount } from "./account";

/** What a holder has in a provider's pool; shares of an earlier generation are forgotten. The caller changes and saves it. */
export function loadHolding(provider: Provider, holder: Address, event: ethereum.Event): Holding {
  const id = pairId(Address.fromBytes(provider.id), holder);
  let holding = Holding.load(id);
  if (holding == null) {
    holding = new Holding(id);
    holding.provider = provider.id;
    holding.holder = loadAccount(holder, event).id;
    holding.own = provider.id == holder;
    holding.staked = BigInt.zero();
    holding.withdrawn = BigInt.zero();
    holding.since = event.block.timestamp;
    holding.generation = -1;
  }
  if (holding.generation != provider.generation) {
    holding.activeShares = BigInt.zero();
    holding.leavingShares = BigInt.zero();
    holding.unbondsAt = BigInt.zero();
    holding.generation = provider.generation;
  }
  holding.updatedAt = event.block.timestamp;
  return holding;
}
