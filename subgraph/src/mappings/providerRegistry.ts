import { BigInt } from "@graphprotocol/graph-ts";
import {
  AuthorityUpdated,
  EndpointChanged,
  ModuleAnnounced,
  ModuleRemoved,
  OperatorChanged,
  ProviderRegistered,
  Slashed,
  Staked,
  UnbondCancelled,
  UnbondRequested,
  Unbonded,
} from "../../generated/ProviderRegistry/ProviderRegistry";
import { StakeModule } from "../../generated/schema";
import { setAuthority } from "../entities/access";
import { loadProtocol } from "../entities/protocol";
import { loadProvider, recordStakeChange, saveStake } from "../entities/provider";

const NONE = BigInt.zero();

export function handleProviderRegistered(event: ProviderRegistered): void {
  const provider = loadProvider(event.params.provider, event);
  provider.operator = event.params.operator;
  provider.save();
}

export function handleOperatorChanged(event: OperatorChanged): void {
  const provider = loadProvider(event.params.provider, event);
  provider.operator = event.params.operator;
  provider.save();
}

export function handleEndpointChanged(event: EndpointChanged): void {
  const provider = loadProvider(event.params.provider, event);
  provider.endpoint = event.params.endpoint;
  provider.save();
}

export function handleStaked(event: Staked): void {
  const provider = loadProvider(event.params.provider, event);
  provider.stake = event.params.stake;
  saveStake(provider, event);
  recordStakeChange(provider, "Staked", event.params.amount, NONE, null, event);
}

export function handleUnbondRequested(event: UnbondRequested): void {
  const provider = loadProvider(event.params.provider, event);
  provider.unbonding = event.params.unbonding;
  provider.unbondsAt = event.params.unbondsAt;
  saveStake(provider, event);
  recordStakeChange(provider, "UnbondRequested", event.params.amount, NONE, null, event);
}

export function handleUnbondCancelled(event: UnbondCancelled): void {
  const provider = loadProvider(event.params.provider, event);
  provider.unbonding = NONE;
  provider.unbondsAt = NONE;
  saveStake(provider, event);
  recordStakeChange(provider, "UnbondCancelled", event.params.amount, NONE, null, event);
}

export function handleUnbonded(event: Unbonded): void {
  const provider = loadProvider(event.params.provider, event);
  provider.unbonding = NONE;
  provider.unbondsAt = NONE;
  provider.stake = event.params.stake;
  saveStake(provider, event);
  recordStakeChange(provider, "Unbonded", event.params.amount, NONE, null, event);
}

export function handleSlashed(event: Slashed): void {
  const provider = loadProvider(event.params.provider, event);
  // A slash comes out of the lock; the registry announces no unlocking beside it.
  provider.locked = provider.locked.minus(event.params.amount);
  provider.stake = event.params.stake;
  provider.slashed = provider.slashed.plus(event.params.amount);
  saveStake(provider, event);
  recordStakeChange(provider, "Slashed", event.params.amount, event.params.burned, event.params.module, event);
  const protocol = loadProtocol(event);
  protocol.slashed = protocol.slashed.plus(event.params.amount);
  protocol.save();
}

export function handleModuleAnnounced(event: ModuleAnnounced): void {
  const module = new StakeModule(event.params.module);
  module.activeAt = event.params.activeAt;
  module.removedAt = null;
  module.save();
}

export function handleModuleRemoved(event: ModuleRemoved): void {
  const module = StakeModule.load(event.params.module);
  if (module == null) return;
  module.removedAt = event.block.timestamp;
  module.save();
}

export function handleAuthorityUpdated(event: AuthorityUpdated): void {
  setAuthority(event.address, event.params.authority);
}
