import {
  AskChanged,
  AuthorityUpdated,
  CapabilitiesChanged,
  CommissionChanged,
  EndpointChanged,
  ModuleAnnounced,
  ModuleRemoved,
  OperatorChanged,
  ProviderClosed,
  ProviderRegistered,
  SharedCurrencyAdded,
} from "../../generated/ProviderRegistry/ProviderRegistry";
import { Ask, SharedCurrency, StakeModule } from "../../generated/schema";
import { setAuthority } from "../entities/access";
import { loadCurrency } from "../entities/currency";
import { loadProvider, saveStake } from "../entities/provider";
import { accountCurrencyId, numberId } from "../ids";

export { handleEarningsCollected, handleEarningsShared } from "./earnings";
export { handleSlashed, handleStaked, handleUnbondCancelled, handleUnbonded, handleUnbondRequested } from "./pools";

export function handleProviderRegistered(event: ProviderRegistered): void {
  const provider = loadProvider(event.params.provider, event);
  provider.operator = event.params.operator;
  provider.save();
}

export function handleOperatorChanged(event: OperatorChanged): void {
  const provider = loadProvider(event.params.provider, event);
  provider.operator = event.params.operator;
  provider.updatedAt = event.block.timestamp;
  provider.save();
}

export function handleEndpointChanged(event: EndpointChanged): void {
  const provider = loadProvider(event.params.provider, event);
  provider.endpoint = event.params.endpoint;
  provider.updatedAt = event.block.timestamp;
  provider.save();
}

export function handleCapabilitiesChanged(event: CapabilitiesChanged): void {
  const provider = loadProvider(event.params.provider, event);
  provider.capabilities = event.params.capabilities;
  provider.updatedAt = event.block.timestamp;
  provider.save();
}

export function handleCommissionChanged(event: CommissionChanged): void {
  const provider = loadProvider(event.params.provider, event);
  provider.commissionBps = event.params.commissionBps;
  provider.updatedAt = event.block.timestamp;
  provider.save();
}

export function handleProviderClosed(event: ProviderClosed): void {
  const provider = loadProvider(event.params.provider, event);
  provider.closed = event.params.closed;
  saveStake(provider, event);
}

export function handleAskChanged(event: AskChanged): void {
  const ask = new Ask(accountCurrencyId(event.params.provider, event.params.currency));
  ask.provider = event.params.provider;
  ask.currency = loadCurrency(event.params.currency).id;
  ask.price = event.params.price;
  ask.updatedAt = event.block.timestamp;
  ask.save();
}

export function handleSharedCurrencyAdded(event: SharedCurrencyAdded): void {
  const shared = new SharedCurrency(numberId(event.params.currency));
  shared.currency = loadCurrency(event.params.currency).id;
  shared.timestamp = event.block.timestamp;
  shared.save();
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
