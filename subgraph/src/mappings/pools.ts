import { BigInt } from "@graphprotocol/graph-ts";
import {
  Slashed,
  Staked,
  UnbondCancelled,
  UnbondRequested,
  Unbonded,
} from "../../generated/ProviderRegistry/ProviderRegistry";
import { loadHolding } from "../entities/holding";
import { loadProtocol } from "../entities/protocol";
import { loadProvider, recordStakeChange, saveStake } from "../entities/provider";
import { forgetCustomers } from "../entities/reputation";

const NONE = BigInt.zero();

export function handleStaked(event: Staked): void {
  const params = event.params;
  const provider = loadProvider(params.provider, event);
  const holding = loadHolding(provider, params.holder, event);
  holding.activeShares = holding.activeShares.plus(params.shares);
  holding.staked = holding.staked.plus(params.amount);
  holding.save();
  provider.stake = provider.stake.plus(params.amount);
  provider.shares = provider.shares.plus(params.shares);
  provider.stakeAddedAt = event.block.timestamp;
  saveStake(provider, event);
  recordStakeChange(provider, "Staked", params.amount, NONE, params.holder, null, event);
}

export function handleUnbondRequested(event: UnbondRequested): void {
  const params = event.params;
  const provider = loadProvider(params.provider, event);
  const holding = loadHolding(provider, params.holder, event);
  holding.activeShares = holding.activeShares.minus(params.shares);
  holding.leavingShares = params.leavingShares;
  holding.unbondsAt = params.unbondsAt;
  holding.save();
  provider.leavingShares = provider.leavingShares.plus(params.shares);
  saveStake(provider, event);
  recordStakeChange(provider, "UnbondRequested", params.amount, NONE, params.holder, null, event);
}

export function handleUnbondCancelled(event: UnbondCancelled): void {
  const params = event.params;
  const provider = loadProvider(params.provider, event);
  const holding = loadHolding(provider, params.holder, event);
  holding.activeShares = holding.activeShares.plus(params.shares);
  holding.leavingShares = NONE;
  holding.unbondsAt = NONE;
  holding.save();
  provider.leavingShares = provider.leavingShares.minus(params.shares);
  provider.stakeAddedAt = event.block.timestamp;
  saveStake(provider, event);
  recordStakeChange(provider, "UnbondCancelled", params.amount, NONE, params.holder, null, event);
}

export function handleUnbonded(event: Unbonded): void {
  const params = event.params;
  const provider = loadProvider(params.provider, event);
  const holding = loadHolding(provider, params.holder, event);
  const shares = holding.leavingShares;
  holding.leavingShares = NONE;
  holding.unbondsAt = NONE;
  holding.withdrawn = holding.withdrawn.plus(params.amount);
  holding.save();
  provider.stake = provider.stake.minus(params.amount);
  provider.shares = provider.shares.minus(shares);
  provider.leavingShares = provider.leavingShares.minus(shares);
  saveStake(provider, event);
  recordStakeChange(provider, "Unbonded", params.amount, NONE, params.holder, null, event);
}

export function handleSlashed(event: Slashed): void {
  const params = event.params;
  const provider = loadProvider(params.provider, event);
  provider.stake = provider.stake.minus(params.amount);
  provider.slashed = provider.slashed.plus(params.amount);
  forgetCustomers(provider);
  saveStake(provider, event);
  recordStakeChange(provider, "Slashed", params.amount, params.burned, null, params.module, event);
  const protocol = loadProtocol(event);
  protocol.slashed = protocol.slashed.plus(params.amount);
  protocol.save();
}
