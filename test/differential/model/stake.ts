import { type Address, encodeAbiParameters, keccak256, zeroAddress } from "viem";
import { Refused } from "./refused.ts";
import { add, BPS, type Holder, type Lock, max, NATIVE, type Pool, type State } from "./state.ts";
import { burn, transfer } from "./vault.ts";

const UINT128_MAX = 2n ** 128n - 1n;
const MIN_OWN_BPS = 1_000n;
const MAX_BONUS_BPS = 2_500n;
const SKETCH = 152n;
/** In what a share earned: the currency's smallest unit. */
const ONE = 1n << 128n;

/* VIEWS */

export function poolOf(state: State, provider: Address): Pool {
  let pool = state.pools.get(provider);
  if (pool === undefined) {
    pool = {
      operator: undefined,
      stake: 0n,
      shares: 0n,
      leavingShares: 0n,
      generation: 0,
      shortfalls: 0,
      commissionBps: 0n,
      capabilities: 0n,
      asks: new Map(),
      holders: new Map(),
      earned: new Map(),
      locks: new Map(),
      customers: new Set(),
      history: [],
    };
    state.pools.set(provider, pool);
  }
  return pool;
}

/** What shares are worth, rounded down. */
const worth = (pool: Pool, shares: bigint): bigint => (pool.shares === 0n ? 0n : (shares * pool.stake) / pool.shares);

export const activeOf = (pool: Pool): bigint => worth(pool, pool.shares - pool.leavingShares);

export const leavingOf = (pool: Pool): bigint => pool.stake - activeOf(pool);

export function lockedOf(pool: Pool): bigint {
  return [...pool.locks.values()].reduce((sum, { amount }) => sum + amount, 0n);
}

const ownShares = (pool: Pool, provider: Address): bigint => {
  const own = pool.holders.get(provider);
  return own?.generation === pool.generation ? own.active : 0n;
};

/** Whether the provider's own stake is too little a part of what is active. */
export function isClosed(pool: Pool, provider: Address): boolean {
  return ownShares(pool, provider) * BPS < (pool.shares - pool.leavingShares) * MIN_OWN_BPS;
}

/** Whether others have active stake in the pool. */
const isShared = (pool: Pool, provider: Address): boolean =>
  ownShares(pool, provider) !== pool.shares - pool.leavingShares;

const operatorOf = (state: State, provider: Address): Address | undefined => state.pools.get(provider)?.operator;

/** The provider's lasting free stake with its bonus, and all active stake. */
export function ticketWeight(state: State, provider: Address): { weight: bigint; total: bigint } {
  const pool = poolOf(state, provider);
  const total = [...state.pools.values()].reduce((sum, each) => sum + activeOf(each), 0n);
  if (isClosed(pool, provider)) return { weight: 0n, total };
  const free = max(lastingOf(state, pool) - lockedOf(pool), 0n);
  const weight = free + (free * MAX_BONUS_BPS * BigInt(pool.customers.size)) / (BPS * SKETCH);
  return { weight, total };
}

/** The least that was active since the epoch before this one began. */
function lastingOf(state: State, pool: Pool): bigint {
  const { epoch } = state.settings;
  const since = (state.now / epoch - 1n) * epoch;
  const before = pool.history.findLast(({ at }) => at < since)?.active ?? 0n;
  const later = pool.history.filter(({ at }) => at >= since).map(({ active }) => active);
  return [before, ...later].reduce((least, active) => (active < least ? active : least));
}

/* HOLDERS */

export function stake(state: State, amount: bigint, operator: Address): void {
  const pool = poolOf(state, state.caller);
  const next = operator === zeroAddress ? pool.operator : operator;
  if (next === undefined) throw new Refused("ProviderRegistry_ZeroOperator");
  pool.operator = next;
  enter(state, state.caller, amount);
}

export function delegate(state: State, provider: Address, amount: bigint): void {
  if (operatorOf(state, provider) === undefined) throw new Refused("ProviderRegistry_NotRegistered", provider);
  if (state.caller !== provider && poolOf(state, provider).commissionBps === 0n) {
    throw new Refused("ProviderRegistry_TakesNoDelegations", provider);
  }
  enter(state, provider, amount);
}

function enter(state: State, provider: Address, amount: bigint): void {
  const { caller, settings } = state;
  if (amount === 0n) throw new Refused("ProviderRegistry_ZeroAmount");
  const pool = poolOf(state, provider);
  const holder = settled(pool, caller);
  const shares = pool.shares === 0n ? amount : (amount * pool.shares) / pool.stake;
  holder.active += shares;
  pool.stake += amount;
  pool.shares += shares;
  changed(state, pool);
  if (caller !== provider) ownMustSuffice(pool, provider);
  transfer(state, caller, settings.registry, settings.black, amount);
}

export function requestUnbond(state: State, provider: Address, wanted: bigint): void {
  if (wanted === 0n) throw new Refused("ProviderRegistry_ZeroAmount");
  const { caller, settings } = state;
  const pool = poolOf(state, provider);
  const holder = settled(pool, caller);
  const held = worth(pool, holder.active);
  let shares = holder.active;
  if (wanted !== UINT128_MAX || shares === 0n) {
    if (wanted > held) throw new Refused("ProviderRegistry_InsufficientHolding", provider, caller, held, wanted);
    // Up, so that nobody takes out more than its shares are worth.
    shares = (wanted * pool.shares + pool.stake - 1n) / pool.stake;
  }
  const wasShort = lockedOf(pool) > activeOf(pool);
  holder.active -= shares;
  holder.leaving += shares;
  pool.leavingShares += shares;
  changed(state, pool);
  const isShort = lockedOf(pool) > activeOf(pool);
  holder.unbondsAt = state.now + settings.unbondingPeriod;
  // A shortfall that begins with this does not count against it: the stake must stay as long as that lasts.
  holder.shortfalls = pool.shortfalls + (!wasShort && isShort ? 1 : 0);
  pool.shortfalls = holder.shortfalls;
}

export function cancelUnbond(state: State, provider: Address): void {
  const { caller } = state;
  const pool = poolOf(state, provider);
  const holder = settled(pool, caller);
  if (holder.leaving === 0n) throw new Refused("ProviderRegistry_NothingUnbonding", provider, caller);
  pool.leavingShares -= holder.leaving;
  holder.active += holder.leaving;
  holder.leaving = 0n;
  changed(state, pool);
  if (caller !== provider) ownMustSuffice(pool, provider);
}

export function withdrawUnbonded(state: State, provider: Address, who: Address): void {
  const { settings } = state;
  const pool = poolOf(state, provider);
  const holder = pool.holders.get(who);
  if (holder === undefined || holder.leaving === 0n || holder.generation !== pool.generation)
    throw new Refused("ProviderRegistry_NothingUnbonding", provider, who);
  if (state.now < holder.unbondsAt) throw new Refused("ProviderRegistry_StillUnbonding", provider, holder.unbondsAt);
  const [locked, active] = [lockedOf(pool), activeOf(pool)];
  if (holder.shortfalls === pool.shortfalls && locked > active)
    throw new Refused("ProviderRegistry_StillLocked", provider, locked, active);
  const amount = worth(pool, holder.leaving);
  pool.stake -= amount;
  pool.shares -= holder.leaving;
  pool.leavingShares -= holder.leaving;
  holder.leaving = 0n;
  changed(state, pool);
  transfer(state, settings.registry, who, settings.black, amount);
}

export function collect(state: State, provider: Address, who: Address, currency: bigint): void {
  const holder = settled(poolOf(state, provider), who);
  const amount = holder.owed.get(currency) ?? 0n;
  holder.owed.delete(currency);
  transfer(state, state.settings.registry, who, currency, amount);
}

/* PROVIDERS */

export function setAsk(state: State, provider: Address, currency: bigint, price: bigint): void {
  actingFor(state, provider, state.caller).asks.set(currency, price);
}

export function setCommission(state: State, bps: bigint): void {
  if (bps > 5_000n) throw new Refused("ProviderRegistry_CommissionTooHigh", bps, 5_000n);
  const pool = poolOf(state, state.caller);
  if (pool.operator === undefined) throw new Refused("ProviderRegistry_NotRegistered", state.caller);
  pool.commissionBps = bps;
}

/* MODULES: JobEscrow and Referees */

/** `demand`: none for a seat, which asks for nothing but stake. */
export function lock(
  state: State,
  module: Address,
  provider: Address,
  amount: bigint,
  demand?: { currency: bigint; price: bigint; capabilities: bigint },
): void {
  const pool = actingFor(state, provider, state.caller);
  if (isClosed(pool, provider)) throw new Refused("ProviderRegistry_Closed", provider);
  if (demand !== undefined) {
    const { capabilities, price, currency } = demand;
    if ((capabilities & ~pool.capabilities) !== 0n)
      throw new Refused("ProviderRegistry_MissingCapabilities", provider, pool.capabilities, capabilities);
    const ask = pool.asks.get(currency) ?? 0n;
    if (price < ask) throw new Refused("ProviderRegistry_BelowAsk", provider, price, ask);
  }
  const free = max(activeOf(pool) - lockedOf(pool), 0n);
  if (amount > free) throw new Refused("ProviderRegistry_InsufficientStake", provider, free, amount);
  const before = pool.locks.get(module)?.amount ?? 0n;
  pool.locks.set(module, { amount: before + amount, used: true, shared: isShared(pool, provider) });
}

/** @returns Whether what the provider earned by this is its holders'. */
export function unlock(
  state: State,
  module: Address,
  provider: Address,
  amount: bigint,
  currency: bigint,
  customer?: Address,
): boolean {
  const pool = poolOf(state, provider);
  const held = lockOf(pool, module);
  held.amount -= amount;
  if (customer !== undefined && customer !== provider) {
    const words = encodeAbiParameters([{ type: "address" }, { type: "address" }], [customer, provider]);
    pool.customers.add(BigInt(keccak256(words)) % SKETCH);
  }
  return held.shared && (currency === NATIVE || currency === state.settings.black);
}

/** Pays a provider or, where others hold stake of it, its pool. */
export function pay(state: State, from: Address, provider: Address, currency: bigint, amount: bigint, shared: boolean) {
  if (!shared) return transfer(state, from, provider, currency, amount);
  transfer(state, from, state.settings.registry, currency, amount);
  const pool = poolOf(state, provider);
  let commission = amount;
  if (isShared(pool, provider)) {
    commission = (amount * pool.commissionBps) / BPS;
    const each = ((amount - commission) * ONE) / (pool.shares - pool.leavingShares);
    add(pool.earned, `${pool.generation}:${currency}`, each);
  }
  add(holderOf(pool, provider).owed, currency, commission);
}

/** Takes locked stake from all holders of the pool; what is not paid out burns. */
export function slash(state: State, module: Address, provider: Address, amount: bigint, payments: [Address, bigint][]) {
  const { registry, black } = state.settings;
  const pool = poolOf(state, provider);
  lockOf(pool, module).amount -= amount;
  pool.customers.clear();
  pool.stake -= amount;
  changed(state, pool);
  let left = amount;
  for (const [to, part] of payments) {
    transfer(state, registry, to, black, part);
    left -= part;
  }
  burn(state, state.settings.registry, left);
}

/* INTERNAL */

function lockOf(pool: Pool, module: Address): Lock {
  const held = pool.locks.get(module);
  if (held === undefined) throw new Error("The model ends a lock that never was.");
  return held;
}

function actingFor(state: State, provider: Address, caller: Address): Pool {
  const pool = poolOf(state, provider);
  if (pool.operator === undefined) throw new Refused("ProviderRegistry_NotRegistered", provider);
  if (caller !== provider && caller !== pool.operator)
    throw new Refused("ProviderRegistry_NotOperator", provider, caller);
  return pool;
}

function ownMustSuffice(pool: Pool, provider: Address): void {
  if (!isClosed(pool, provider)) return;
  const least = (activeOf(pool) * MIN_OWN_BPS + BPS - 1n) / BPS;
  throw new Refused("ProviderRegistry_OwnStakeTooLow", provider, worth(pool, ownShares(pool, provider)), least);
}

/** After every change of a pool: an empty one begins anew, and what is active now is remembered. */
function changed(state: State, pool: Pool): void {
  if (pool.stake === 0n) {
    pool.shares = 0n;
    pool.leavingShares = 0n;
    pool.generation++;
  }
  pool.history.push({ at: state.now, active: activeOf(pool) });
}

function holderOf(pool: Pool, who: Address): Holder {
  let holder = pool.holders.get(who);
  if (holder === undefined) {
    const { generation } = pool;
    holder = {
      active: 0n,
      leaving: 0n,
      generation,
      unbondsAt: 0n,
      shortfalls: 0,
      counted: new Map(),
      owed: new Map(),
    };
    pool.holders.set(who, holder);
  }
  return holder;
}

/** A holder with all that its shares earned added to what it is owed; shares of an earlier generation are gone. */
function settled(pool: Pool, who: Address): Holder {
  const holder = holderOf(pool, who);
  const currencies = [...new Set([...pool.earned.keys()].map((key) => BigInt(key.split(":")[1] ?? "")))];
  for (const currency of currencies) {
    const sum = pool.earned.get(`${holder.generation}:${currency}`) ?? 0n;
    const counted = holder.counted.get(currency) ?? 0n;
    if (holder.active > 0n) add(holder.owed, currency, (holder.active * (sum - counted)) / ONE);
    holder.counted.set(currency, pool.earned.get(`${pool.generation}:${currency}`) ?? 0n);
  }
  if (holder.generation !== pool.generation) {
    holder.active = 0n;
    holder.leaving = 0n;
    holder.generation = pool.generation;
  }
  return holder;
}
