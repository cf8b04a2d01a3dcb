// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {IVault, Payment} from "./interfaces/IVault.sol";
import {PoolShares} from "./libraries/PoolShares.sol";
import {Revert} from "./libraries/Revert.sol";
import {Sketch} from "./libraries/Sketch.sol";
import {Currency, CurrencyLibrary, NATIVE} from "./types/Currency.sol";
import {ModuleLock} from "./types/ModuleLock.sol";

/// @title ProviderRegistry
/// @notice Pools of stake behind compute providers, and what part of them open jobs have locked.
///
/// ROLES. A provider stakes, others delegate to it, and either unbonds; its operator (a hot key, or the provider itself) acts for it in jobs;
/// a module (JobEscrow, Referees) locks, slashes and brings earnings; governance adds modules and shared currencies, removes modules, and
/// can move no stake.
///
/// TRUST. Holders trust active modules with the stake that those lock, and the provider and its operator with what is active: the operator
/// cannot withdraw stake, but whoever holds its key can lock all that is free in jobs and lose it there. A module locks only in a call by the
/// provider or its operator (the module vouches for that), and touches only what it locked itself; earnings count once they are
/// here, whatever a module says. Stake that is free when a later module is announced can leave before that module is active; stake that
/// is locked then leaves only when its job ends and it has unbonded.
///
/// MONEY. Stakes and earnings are Vault claims of this contract. A holder approves it once as its operator in the Vault.
///
/// LIVENESS. Stake leaves after `UNBONDING_PERIOD`, and if jobs need it when the last job ends that had locked any before it asked to leave;
/// nobody's consent is needed for either. While stake that is leaving is needed by jobs, the provider takes no more of them.
contract ProviderRegistry is IProviderRegistry, AccessManaged {
    using SafeCast for uint256;

    /// @dev A provider and the pool of stake behind it. Locking reads the first slot, and the slots of the totals, lock and ask.
    struct Pool {
        address operator;
        /// Rounded down. 88 bits hold a third of the supply.
        uint88 active;
        /// `_CLOSED`, `_SHARED`, `_MOVED`, and which modules other than the first have locks on the pool.
        uint8 flags;
        uint104 shares;
        uint104 leavingShares;
        /// Counts how often the pool became empty.
        uint24 generation;
        /// If `_MOVED`: the epoch of the latest change that was noted, its lowest bits.
        uint16 epoch;
        /// Something was noted, but nothing was active all the time: spares a first stake the next but one slot.
        bool anew;
        /// All stake that is not `active`: while nobody leaves and nothing else is set, this slot stays empty.
        uint96 leaving;
        /// Counts how often what was active fell below what was locked.
        uint32 shortfalls;
        uint16 commissionBps;
        uint64 capabilities;
        /// Whether `earned` holds anything.
        bool earns;
        /// If noted and not `anew`: the least that was active since that epoch began, and since the one before it began.
        uint88 least;
        uint88 leastBefore;
        mapping(Currency currency => uint128) asks;
        mapping(address holder => Holder) holders;
        /// What one share earned in a generation, in 2^-128 of the currency's smallest unit.
        mapping(uint256 generation => mapping(uint256 sharedNumber => uint256)) earned;
    }

    /// @dev What a pool consists of, in memory.
    struct Book {
        uint256 stake;
        uint256 leaving;
        uint256 shares;
        uint256 leavingShares;
        uint32 generation;
    }

    struct Holder {
        uint112 active;
        uint112 leaving;
        uint32 generation;
        uint64 unbondsAt;
        /// The pool's `shortfalls` when it asked to leave.
        uint32 shortfalls;
        mapping(uint256 sharedNumber => Earning) earnings;
    }

    struct Earning {
        /// What a share of its pool had earned when that was last added to `owed`.
        uint256 counted;
        uint256 owed;
    }

    struct Module {
        uint64 activeAt;
        /// In the order of their first announcement, from 0. A removed module keeps it, as it may still hold locks.
        uint8 number;
        bool known;
        mapping(address provider => ModuleLock) locks;
    }

    /// @dev What a lock depends on, read once.
    struct Standing {
        /// Of the module that asks.
        uint256 number;
        ModuleLock first;
        /// By all modules.
        uint256 locked;
        uint256 active;
        uint8 flags;
        /// Of all providers.
        uint256 allActive;
    }

    struct Totals {
        /// `_FIRST_IS_ACTIVE` and all stake that is active, which fits 90 bits.
        uint96 active;
        address firstModule;
    }

    struct Counts {
        uint8 modules;
        uint8 currencies;
        /// Whether anybody ever staked.
        bool staked;
    }

    /* STORAGE */

    uint256 private constant _MAX_ENDPOINT_LENGTH = 256;
    /// @dev One bit each in an account's flags, but for the first.
    uint256 private constant _MAX_MODULES = 6;
    uint256 private constant _MAX_CURRENCIES = 4;
    /// @dev Of the shared currencies, numbered from 1.
    uint256 private constant _BLACK_NUMBER = 1;
    uint256 private constant _BPS = 10_000;
    /// @dev Of the flags of a pool. From the fourth on: module 1 has locks, module 2 …
    uint8 private constant _CLOSED = 1;
    uint8 private constant _SHARED = 2;
    /// @dev Stake was added that may not count for tickets yet. Spares them the read of when that was.
    uint8 private constant _MOVED = 4;
    uint256 private constant _OTHERS = 3;
    /// @dev Of the totals: the first module may lock. Spares its locks the read of when it may.
    uint96 private constant _FIRST_IS_ACTIVE = 1 << 95;
    /// @dev One smallest unit of a currency, in what a share earned.
    uint256 private constant _ONE = 1 << 128;

    /// @inheritdoc IProviderRegistry
    uint16 public constant MIN_OWN_BPS = 1_000;
    /// @inheritdoc IProviderRegistry
    uint16 public constant MAX_COMMISSION_BPS = 5_000;
    /// @inheritdoc IProviderRegistry
    uint16 public constant MAX_BONUS_BPS = 2_500;
    /// @inheritdoc IProviderRegistry
    uint16 public constant REPUTATION_SIZE = Sketch.SIZE;

    /// @inheritdoc IProviderRegistry
    Currency public immutable BLACK;
    /// @inheritdoc IProviderRegistry
    uint64 public immutable UNBONDING_PERIOD;
    /// @inheritdoc IProviderRegistry
    uint64 public immutable EPOCH;
    IVault private immutable _VAULT;
    ERC20Burnable private immutable _TOKEN;

    Totals private _totals;
    Counts private _counts;
    mapping(address provider => Pool) private _pools;
    mapping(address module => Module) private _modules;
    mapping(uint256 number => address) private _moduleAt;
    /// @dev Numbers count from 1.
    mapping(Currency currency => uint256) private _sharedNumber;
    /// @dev Claims of this contract that belong to somebody. What arrives beyond them may be shared.
    mapping(uint256 sharedNumber => uint256) private _accounted;

    constructor(
        address authority,
        IVault vault,
        ERC20Burnable black,
        uint64 unbondingPeriod,
        uint64 epoch
    ) AccessManaged(authority) {
        if (epoch == 0) revert ProviderRegistry_ZeroEpoch();
        _VAULT = vault;
        _TOKEN = black;
        BLACK = CurrencyLibrary.fromToken(address(black));
        UNBONDING_PERIOD = unbondingPeriod;
        EPOCH = epoch;
        _addSharedCurrency(BLACK);
        _addSharedCurrency(NATIVE);
    }

    /* PROVIDERS */

    /// @inheritdoc IProviderRegistry
    function stake(uint128 amount, address operator) external {
        Pool storage pool = _pools[msg.sender];
        address current = pool.operator;
        if (operator == address(0)) operator = current;
        if (operator == address(0)) revert ProviderRegistry_ZeroOperator();

        if (current == address(0)) {
            pool.operator = operator;
            emit ProviderRegistered(msg.sender, operator);
        } else if (operator != current) {
            _setOperator(pool, operator);
        }
        _enter(pool, msg.sender, amount);
    }

    /// @inheritdoc IProviderRegistry
    function setOperator(address operator) external {
        if (operator == address(0)) revert ProviderRegistry_ZeroOperator();
        _setOperator(_registered(msg.sender), operator);
    }

    /// @inheritdoc IProviderRegistry
    function setCapabilities(address provider, uint64 capabilities) external {
        _poolFor(provider).capabilities = capabilities;
        emit CapabilitiesChanged(provider, capabilities);
    }

    /// @inheritdoc IProviderRegistry
    function setAsk(address provider, Currency currency, uint128 price) external {
        _poolFor(provider).asks[currency] = price;
        emit AskChanged(provider, currency.id(), price);
    }

    /// @inheritdoc IProviderRegistry
    function setCommission(uint16 bps) external {
        if (bps > MAX_COMMISSION_BPS) revert ProviderRegistry_CommissionTooHigh(bps, MAX_COMMISSION_BPS);
        _registered(msg.sender).commissionBps = bps;
        emit CommissionChanged(msg.sender, bps);
    }

    /// @inheritdoc IProviderRegistry
    function setEndpoint(address provider, string calldata endpoint) external {
        uint256 length = bytes(endpoint).length;
        if (length > _MAX_ENDPOINT_LENGTH) revert ProviderRegistry_EndpointTooLong(length, _MAX_ENDPOINT_LENGTH);
        _poolFor(provider);
        emit EndpointChanged(provider, endpoint);
    }

    /* HOLDERS */

    /// @inheritdoc IProviderRegistry
    function delegate(address provider, uint128 amount) external {
        Pool storage pool = _registered(provider);
        // Its work is paid by shares: uninvited stake could take nine tenths of what it earns, a single wei make it collect.
        if (msg.sender != provider && pool.commissionBps == 0) revert ProviderRegistry_TakesNoDelegations(provider);
        _enter(pool, provider, amount);
    }

    /// @inheritdoc IProviderRegistry
    function requestUnbond(address provider, uint128 amount) external {
        if (amount == 0) revert ProviderRegistry_ZeroAmount();
        Pool storage pool = _pools[provider];
        Holder storage holder = _settle(pool, msg.sender);
        Book memory book = _bookOf(pool);

        uint256 shares = holder.active;
        uint256 held = PoolShares.toStakeDown(shares, book.stake, book.shares);
        if (amount == type(uint128).max && shares != 0) {
            // Narrowing is exact: a pool's stake fits 128 bits.
            amount = uint128(held);
        } else {
            if (amount > held) revert ProviderRegistry_InsufficientHolding(provider, msg.sender, held, amount);
            // Of a part that is held these are no more than the shares held.
            shares = PoolShares.toSharesUp(amount, book.stake, book.shares);
        }

        uint256 locked = _lockedOf(pool, provider);
        bool wasShort = locked > pool.active;
        _setShares(holder, holder.active - shares, holder.leaving + shares, book.generation);
        book.leavingShares += shares;
        _store(pool, provider, book, false);
        // Stake that leaves is kept only by locks that were there before: a shortfall that begins later is none of its.
        uint32 shortfalls = pool.shortfalls;
        if (!wasShort && locked > pool.active) pool.shortfalls = ++shortfalls;
        uint64 unbondsAt = uint64(block.timestamp) + UNBONDING_PERIOD;
        (holder.unbondsAt, holder.shortfalls) = (unbondsAt, shortfalls);

        emit UnbondRequested(provider, msg.sender, amount, shares, holder.leaving, unbondsAt);
    }

    /// @inheritdoc IProviderRegistry
    function cancelUnbond(address provider) external {
        Pool storage pool = _pools[provider];
        Holder storage holder = _settle(pool, msg.sender);
        uint256 shares = holder.leaving;
        if (shares == 0) revert ProviderRegistry_NothingUnbonding(provider, msg.sender);

        Book memory book = _bookOf(pool);
        _setShares(holder, holder.active + shares, 0, book.generation);
        book.leavingShares -= shares;
        _store(pool, provider, book, msg.sender != provider);

        uint256 amount = PoolShares.toStakeDown(shares, book.stake, book.shares);
        emit UnbondCancelled(provider, msg.sender, amount, shares);
    }

    /// @inheritdoc IProviderRegistry
    function withdrawUnbonded(address provider, address holder) external returns (uint256 amount) {
        Pool storage pool = _pools[provider];
        Holder storage leaver = pool.holders[holder];
        Book memory book = _bookOf(pool);
        uint256 shares = leaver.leaving;
        if (shares == 0 || leaver.generation != book.generation) {
            revert ProviderRegistry_NothingUnbonding(provider, holder);
        }
        uint64 unbondsAt = leaver.unbondsAt;
        if (block.timestamp < unbondsAt) revert ProviderRegistry_StillUnbonding(provider, unbondsAt);
        if (leaver.shortfalls == pool.shortfalls) {
            (uint256 locked, uint256 active) = (_lockedOf(pool, provider), pool.active);
            if (locked > active) revert ProviderRegistry_StillLocked(provider, locked, active);
        }

        amount = PoolShares.toStakeDown(shares, book.stake, book.shares);
        _setShares(leaver, leaver.active, 0, book.generation);
        book.stake -= amount;
        book.shares -= shares;
        book.leavingShares -= shares;
        _store(pool, provider, book, false);
        _accounted[_BLACK_NUMBER] -= amount;

        emit Unbonded(provider, holder, amount);
        _VAULT.transfer(holder, BLACK.id(), amount);
    }

    /// @inheritdoc IProviderRegistry
    function collect(address provider, address holder, Currency currency) external returns (uint256 amount) {
        uint256 number = _sharedNumber[currency];
        Earning storage earning = _settle(_pools[provider], holder).earnings[number];
        amount = earning.owed;
        if (amount == 0) return 0;

        earning.owed = 0;
        _accounted[number] -= amount;

        emit EarningsCollected(provider, holder, currency.id(), amount);
        _VAULT.transfer(holder, currency.id(), amount);
    }

    /* MODULES */

    /// @inheritdoc IProviderRegistry
    function lock(
        address provider,
        address caller,
        uint128 amount,
        Demand calldata demand
    ) external returns (uint256 weight, uint256 total) {
        (bytes memory reason, Standing memory found) = _examine(msg.sender, provider, caller, amount, demand);
        Revert.ifAny(reason);
        Pool storage pool = _pools[provider];
        total = found.allActive;
        weight = _weightOf(pool, found);

        _addLock(pool, provider, found, amount);
    }

    /// @inheritdoc IProviderRegistry
    function unlock(
        address provider,
        uint128 amount,
        address customer,
        Currency currency
    ) external returns (bool shared) {
        mapping(address => ModuleLock) storage locks = _modules[msg.sender].locks;
        ModuleLock moduleLock = locks[provider];
        if (!moduleLock.isUsed()) revert ProviderRegistry_NotModule(msg.sender);
        uint256 locked = moduleLock.amount();
        if (amount > locked) revert ProviderRegistry_UnlockAboveLock(provider, locked, amount);

        moduleLock = moduleLock.minus(amount);
        bool counts = customer != address(0) && customer != provider;
        if (moduleLock.isFirst()) {
            if (counts) moduleLock = moduleLock.withCustomer(customer, provider);
        } else {
            if (amount == locked) _forgetLock(provider);
            if (counts) _setFirstLock(provider, _firstLock(provider).withCustomer(customer, provider));
        }
        locks[provider] = moduleLock;
        shared = moduleLock.isShared() && _sharedNumber[currency] != 0;
    }

    /// @inheritdoc IProviderRegistry
    function share(address provider, Currency currency, uint256 amount) external {
        if (!_modules[msg.sender].locks[provider].isUsed()) revert ProviderRegistry_NotModule(msg.sender);
        uint256 number = _sharedNumber[currency];
        if (number == 0) revert ProviderRegistry_CurrencyNotShared(currency.id());
        uint256 needed = _accounted[number] + amount;
        uint256 claims = _VAULT.balanceOf(address(this), currency.id());
        if (claims < needed) revert ProviderRegistry_NotPaid(currency.id(), claims, needed);

        _accounted[number] = needed;
        Pool storage pool = _pools[provider];
        uint256 commission = amount;
        if (pool.flags & _SHARED != 0) {
            commission = (amount * pool.commissionBps) / _BPS;
            if (!pool.earns) pool.earns = true;
            uint256 active = pool.shares - pool.leavingShares;
            uint256 earned = Math.mulDiv(amount - commission, _ONE, active);
            // May wrap around, as only differences count: no payment of a currency of huge numbers can stop later ones.
            unchecked {
                pool.earned[pool.generation][number] += earned;
            }
        }
        pool.holders[provider].earnings[number].owed += commission;

        emit EarningsShared(provider, currency.id(), amount, commission);
    }

    /// @inheritdoc IProviderRegistry
    function slash(address provider, uint128 amount, Payment[] calldata payments) external {
        ModuleLock moduleLock = _modules[msg.sender].locks[provider];
        if (!moduleLock.isUsed()) revert ProviderRegistry_NotModule(msg.sender);
        uint256 locked = moduleLock.amount();
        if (amount > locked) revert ProviderRegistry_SlashAboveLock(provider, locked, amount);
        uint256 paid;
        for (uint256 i; i < payments.length; ++i) paid += payments[i].amount;
        if (paid > amount) revert ProviderRegistry_PaymentsAboveSlash(provider, paid, amount);

        _modules[msg.sender].locks[provider] = moduleLock.minus(amount);
        if (amount == locked && !moduleLock.isFirst()) _forgetLock(provider);
        _setFirstLock(provider, _firstLock(provider).withoutCustomers());
        Pool storage pool = _pools[provider];
        Book memory book = _bookOf(pool);
        book.stake -= amount;
        _store(pool, provider, book, false);
        _accounted[_BLACK_NUMBER] -= amount;

        uint256 burned = amount - paid;
        emit Slashed(provider, msg.sender, amount, burned, pool.active, pool.leaving);
        _VAULT.pay(address(this), BLACK, payments);
        if (burned != 0) {
            _VAULT.withdraw(BLACK, burned, address(this));
            _TOKEN.burn(burned);
        }
    }

    /* GOVERNED */

    /// @inheritdoc IProviderRegistry
    function addModule(address module) external restricted {
        // As "no module yet" zero stands for the first one, whose locks it would hide.
        if (module == address(0)) revert ProviderRegistry_ZeroModule();
        Module storage added = _modules[module];
        if (added.activeAt != 0) revert ProviderRegistry_ModuleKnown(module);

        uint64 activeAt = uint64(block.timestamp) + (_counts.staked ? UNBONDING_PERIOD : 0);
        added.activeAt = activeAt;
        if (!added.known) {
            uint8 number = _counts.modules;
            if (number == _MAX_MODULES) revert ProviderRegistry_TooManyModules(_MAX_MODULES);
            _counts.modules = number + 1;
            (added.number, added.known) = (number, true);
            if (number == 0) _totals = Totals(_counts.staked ? _totals.active : _FIRST_IS_ACTIVE, module);
            else _moduleAt[number] = module;
        }

        emit ModuleAnnounced(module, activeAt);
    }

    /// @inheritdoc IProviderRegistry
    function removeModule(address module) external restricted {
        if (_modules[module].activeAt == 0) revert ProviderRegistry_NotModule(module);

        _modules[module].activeAt = 0;
        if (module == _totals.firstModule) _totals.active &= _FIRST_IS_ACTIVE - 1;

        emit ModuleRemoved(module);
    }

    /// @inheritdoc IProviderRegistry
    function addSharedCurrency(Currency currency) external restricted {
        _addSharedCurrency(currency);
    }

    /* VIEWS */

    /// @inheritdoc IProviderRegistry
    function providerOf(address provider) external view returns (Provider memory) {
        Pool storage pool = _pools[provider];
        return
            Provider({
                active: pool.active,
                leaving: pool.leaving,
                locked: uint128(_lockedOf(pool, provider)),
                operator: pool.operator,
                commissionBps: pool.commissionBps,
                capabilities: pool.capabilities,
                closed: pool.flags & _CLOSED != 0,
                reputation: _reputationOf(provider)
            });
    }

    /// @inheritdoc IProviderRegistry
    function holdingOf(address provider, address holder) external view returns (Holding memory holding) {
        Pool storage pool = _pools[provider];
        Holder storage held = pool.holders[holder];
        if (held.generation != pool.generation) return holding;
        Book memory book = _bookOf(pool);
        holding.active = uint128(PoolShares.toStakeDown(held.active, book.stake, book.shares));
        holding.leaving = uint128(PoolShares.toStakeDown(held.leaving, book.stake, book.shares));
        if (held.leaving != 0) holding.unbondsAt = held.unbondsAt;
    }

    /// @inheritdoc IProviderRegistry
    function operatorOf(address provider) external view returns (address) {
        return _pools[provider].operator;
    }

    /// @inheritdoc IProviderRegistry
    function askOf(address provider, Currency currency) external view returns (uint128) {
        return _pools[provider].asks[currency];
    }

    /// @inheritdoc IProviderRegistry
    function collectable(address provider, address holder, Currency currency) external view returns (uint256) {
        uint256 number = _sharedNumber[currency];
        Pool storage pool = _pools[provider];
        Holder storage held = pool.holders[holder];
        Earning storage earning = held.earnings[number];
        uint256 sum = pool.earned[held.generation][number];
        return earning.owed + _earnedSince(earning.counted, sum, held.active);
    }

    /// @inheritdoc IProviderRegistry
    function freeStake(address provider) external view returns (uint256) {
        Pool storage pool = _pools[provider];
        return pool.flags & _CLOSED != 0 ? 0 : Math.saturatingSub(pool.active, _lockedOf(pool, provider));
    }

    /// @inheritdoc IProviderRegistry
    function ticketWeight(address provider) external view returns (uint256 weight, uint256 total) {
        Pool storage pool = _pools[provider];
        Standing memory found = _standingOf(pool, provider);
        if (found.flags & _CLOSED == 0) weight = _weightOf(pool, found);
        return (weight, found.allActive);
    }

    /// @inheritdoc IProviderRegistry
    function lockedBy(address module, address provider) external view returns (uint256) {
        return _modules[module].locks[provider].amount();
    }

    /// @inheritdoc IProviderRegistry
    function moduleActiveAt(address module) external view returns (uint64) {
        return _modules[module].activeAt;
    }

    /// @inheritdoc IProviderRegistry
    function canLock(
        address module,
        address provider,
        address caller,
        uint128 amount,
        Demand calldata demand
    ) external view returns (bytes memory reason) {
        (reason, ) = _examine(module, provider, caller, amount, demand);
    }

    /* INTERNAL: providers */

    function _setOperator(Pool storage pool, address operator) private {
        pool.operator = operator;
        emit OperatorChanged(msg.sender, operator);
    }

    function _registered(address provider) private view returns (Pool storage pool) {
        pool = _pools[provider];
        if (pool.operator == address(0)) revert ProviderRegistry_NotRegistered(provider);
    }

    /// @dev The pool of a provider that the caller acts for.
    function _poolFor(address provider) private view returns (Pool storage pool) {
        pool = _pools[provider];
        Revert.ifAny(_actsFor(pool, provider, msg.sender));
    }

    /// @dev Why `caller` may not act for `provider`; empty when it may.
    function _actsFor(Pool storage pool, address provider, address caller) private view returns (bytes memory reason) {
        address operator = pool.operator;
        if (operator == address(0)) return abi.encodeWithSelector(ProviderRegistry_NotRegistered.selector, provider);
        if (caller != provider && caller != operator) {
            return abi.encodeWithSelector(ProviderRegistry_NotOperator.selector, provider, caller);
        }
    }

    /// @dev Why a lock is refused, empty when it is not, and what it depends on.
    function _examine(
        address module,
        address provider,
        address caller,
        uint256 amount,
        Demand calldata demand
    ) private view returns (bytes memory reason, Standing memory found) {
        Pool storage pool = _pools[provider];
        found = _standingOf(pool, provider);
        Totals storage totals = _totals;
        // The first module is spared the read of when it is active.
        if (module != totals.firstModule || totals.active & _FIRST_IS_ACTIVE == 0) {
            Module storage asking = _modules[module];
            uint64 activeAt = asking.activeAt;
            if (activeAt == 0 || block.timestamp < activeAt) {
                return (abi.encodeWithSelector(ProviderRegistry_NotModule.selector, module), found);
            }
            found.number = asking.number;
        }
        reason = _actsFor(pool, provider, caller);
        if (reason.length == 0) reason = _fallsShort(pool, provider, demand);
        if (reason.length != 0) return (reason, found);
        uint256 free = Math.saturatingSub(found.active, found.locked);
        if (amount > free) {
            reason = abi.encodeWithSelector(ProviderRegistry_InsufficientStake.selector, provider, free, amount);
        }
    }

    /// @dev The caller locks so much more.
    function _addLock(Pool storage pool, address provider, Standing memory found, uint256 amount) private {
        mapping(address => ModuleLock) storage locks = _modules[msg.sender].locks;
        uint8 flags = found.flags;
        bool first = found.number == 0;
        // All that is locked is at most the active stake, which fits.
        locks[provider] = (first ? found.first : locks[provider]).plus(amount, first, flags & _SHARED != 0);
        if (!first) flags |= _bitOf(found.number);
        if (flags & _MOVED != 0 && _epochsSince(pool) > 1) flags &= ~_MOVED;
        if (flags != found.flags) pool.flags = flags;
    }

    function _standingOf(Pool storage pool, address provider) private view returns (Standing memory found) {
        (found.active, found.flags) = (pool.active, pool.flags);
        found.allActive = _allActive();
        found.first = _firstLock(provider);
        found.locked = _lockedOf(found.first, provider, found.flags);
    }

    /// @dev What a provider that is open weighs in tickets.
    function _weightOf(Pool storage pool, Standing memory found) private view returns (uint256 weight) {
        weight = Math.saturatingSub(found.flags & _MOVED == 0 ? found.active : _lastingOf(pool), found.locked);
        // Stake fits 88 bits.
        unchecked {
            weight += (weight * MAX_BONUS_BPS * Sketch.count(found.first.sketch())) / (_BPS * Sketch.SIZE);
        }
    }

    /// @dev Why the provider is not what a job demands; empty when it is.
    function _fallsShort(
        Pool storage pool,
        address provider,
        Demand calldata demand
    ) private view returns (bytes memory reason) {
        if (pool.flags & _CLOSED != 0) return abi.encodeWithSelector(ProviderRegistry_Closed.selector, provider);
        uint64 needed = demand.capabilities;
        if (needed != 0) {
            uint64 has = pool.capabilities;
            if (needed & ~has != 0) {
                return abi.encodeWithSelector(ProviderRegistry_MissingCapabilities.selector, provider, has, needed);
            }
        }
        uint256 price = demand.price;
        if (price != type(uint256).max) {
            uint256 ask = pool.asks[demand.currency];
            if (price < ask) return abi.encodeWithSelector(ProviderRegistry_BelowAsk.selector, provider, price, ask);
        }
    }

    /* INTERNAL: pools */

    /// @dev Stakes the caller's credits on the provider.
    function _enter(Pool storage pool, address provider, uint128 amount) private {
        if (amount == 0) revert ProviderRegistry_ZeroAmount();
        Holder storage holder = _settle(pool, msg.sender);
        Book memory book = _bookOf(pool);
        if (_allActive() == 0) _counts.staked = true;
        uint256 shares = PoolShares.toSharesDown(amount, book.stake, book.shares);
        book.stake += amount;
        book.shares += shares;
        if (book.shares > type(uint104).max) revert ProviderRegistry_PoolSpent(provider);

        _setShares(holder, holder.active + shares, holder.leaving, book.generation);
        _store(pool, provider, book, msg.sender != provider);
        _accounted[_BLACK_NUMBER] += amount;

        emit Staked(provider, msg.sender, amount, shares, pool.active);
        _VAULT.transferFrom(msg.sender, address(this), BLACK.id(), amount);
    }

    function _bookOf(Pool storage pool) private view returns (Book memory) {
        // Without shares that are leaving there is no stake that is: that spares a read.
        uint256 leaving = pool.leavingShares == 0 ? 0 : pool.leaving;
        return
            Book({
                stake: pool.active + leaving,
                leaving: leaving,
                shares: pool.shares,
                leavingShares: pool.leavingShares,
                generation: pool.generation
            });
    }

    /// @dev Stores a pool, whose holders' shares are stored already, and what follows from it.
    /// @param ownMustSuffice Reverts if the provider's own stake then is too small a part of what is active.
    function _store(Pool storage pool, address provider, Book memory book, bool ownMustSuffice) private {
        if (book.stake == 0) {
            (book.shares, book.leavingShares) = (0, 0);
            ++book.generation;
        }
        uint256 activeShares = book.shares - book.leavingShares;
        uint256 active = PoolShares.toStakeDown(activeShares, book.stake, book.shares);
        Holder storage own = pool.holders[provider];
        uint256 ownShares = own.generation == book.generation ? own.active : 0;
        bool closed = ownShares * _BPS < activeShares * MIN_OWN_BPS;
        if (closed && ownMustSuffice) {
            revert ProviderRegistry_OwnStakeTooLow(
                provider,
                PoolShares.toStakeDown(ownShares, book.stake, book.shares),
                Math.ceilDiv(active * MIN_OWN_BPS, _BPS)
            );
        }

        // Narrowing is exact: shares are bounded where they are issued, and stake by the supply.
        (pool.shares, pool.leavingShares) = (uint104(book.shares), uint104(book.leavingShares));
        pool.generation = uint24(book.generation);
        uint256 leaving = book.stake - active;
        if (leaving != book.leaving) pool.leaving = uint96(leaving);
        if (_storeActive(pool, active, closed, activeShares != ownShares)) emit ProviderClosed(provider, closed);
    }

    /// @return Whether the provider became closed, or no longer is.
    function _storeActive(Pool storage pool, uint256 active, bool closed, bool shared) private returns (bool) {
        (uint256 before, uint8 flags) = (pool.active, pool.flags);
        bool wasClosed = flags & _CLOSED != 0;
        bool noted = flags & _MOVED != 0;
        if (active > before || (noted && active != before)) _note(pool, Math.min(active, before), noted);
        if (active > before) flags |= _MOVED;
        flags &= ~(_CLOSED | _SHARED);
        if (closed) flags |= _CLOSED;
        if (shared) flags |= _SHARED;
        (pool.active, pool.flags) = (active.toUint88(), flags);
        // Narrowing is exact: all stake is within the supply.
        if (active != before) _totals.active = uint96(_totals.active + active - before);
        return closed != wasClosed;
    }

    /// @dev Notes a change of what is active for tickets.
    /// @param least The lesser of what was and what is active. @param noted Whether a change was noted before.
    function _note(Pool storage pool, uint256 least, bool noted) private {
        uint256 since = noted ? _epochsSince(pool) : 2;
        uint256 leastBefore = least;
        if (since < 2) {
            uint256 past = pool.anew ? 0 : pool.least;
            leastBefore = Math.min(least, since == 1 || past == 0 ? past : pool.leastBefore);
            if (since == 0) least = Math.min(least, past);
        }
        (pool.epoch, pool.anew) = (_epoch(), least == 0);
        // Narrowing is exact: both were active.
        if (least != 0) (pool.least, pool.leastBefore) = (uint88(least), uint88(leastBefore));
    }

    /// @dev The least that was active since the epoch before this began, where a change was noted.
    function _lastingOf(Pool storage pool) private view returns (uint256) {
        uint256 since = _epochsSince(pool);
        if (since > 1) return pool.active;
        if (pool.anew) return 0;
        return since == 0 ? pool.leastBefore : pool.least;
    }

    /// @dev How many epochs ago a change was last noted. Wraps around: who does nothing for 65,536 epochs is taken for new.
    function _epochsSince(Pool storage pool) private view returns (uint16) {
        unchecked {
            return _epoch() - pool.epoch;
        }
    }

    function _epoch() private view returns (uint16) {
        return uint16(block.timestamp / EPOCH);
    }

    /// @dev Adds what a holder's active shares earned to what it is owed, and forgets shares of an earlier generation. Goes before every
    /// change of its active shares.
    function _settle(Pool storage pool, address who) private returns (Holder storage holder) {
        holder = pool.holders[who];
        (uint32 past, uint32 present) = (holder.generation, pool.generation);
        // A pool that nobody ever entered has earned nothing: that spares its first stake a read.
        if (present == 0 && pool.shares == 0) return holder;

        uint256 shares = holder.active;
        uint256 count = pool.earns ? _counts.currencies : 0;
        for (uint256 number = 1; number <= count; ++number) {
            Earning storage earning = holder.earnings[number];
            uint256 counted = earning.counted;
            uint256 sum = pool.earned[past][number];
            if (sum != counted && shares != 0) earning.owed += _earnedSince(counted, sum, shares);
            if (past != present) sum = pool.earned[present][number];
            if (sum != counted) earning.counted = sum;
        }
        if (past != present) _setShares(holder, 0, 0, present);
    }

    function _earnedSince(uint256 counted, uint256 sum, uint256 shares) private pure returns (uint256) {
        // The sum may have wrapped around.
        unchecked {
            return Math.mulDiv(shares, sum - counted, _ONE);
        }
    }

    function _setShares(Holder storage holder, uint256 active, uint256 leaving, uint32 generation) private {
        // Narrowing is exact: a holder's shares are at most those of the pool.
        (holder.active, holder.leaving, holder.generation) = (uint112(active), uint112(leaving), generation);
    }

    /* INTERNAL: locks and currencies */

    function _firstLock(address provider) private view returns (ModuleLock) {
        return _modules[_totals.firstModule].locks[provider];
    }

    function _setFirstLock(address provider, ModuleLock first) private {
        _modules[_totals.firstModule].locks[provider] = first;
    }

    function _reputationOf(address provider) private view returns (uint16) {
        return Sketch.count(_firstLock(provider).sketch());
    }

    function _allActive() private view returns (uint256) {
        return _totals.active & (_FIRST_IS_ACTIVE - 1);
    }

    function _lockedOf(Pool storage pool, address provider) private view returns (uint256) {
        return _lockedOf(_firstLock(provider), provider, pool.flags);
    }

    /// @dev What all modules have locked of the provider's pool.
    function _lockedOf(ModuleLock first, address provider, uint8 flags) private view returns (uint256 locked) {
        locked = first.amount();
        uint256 others = flags >> _OTHERS;
        for (uint256 number = 1; others != 0; ++number) {
            if (others & 1 != 0) locked += _modules[_moduleAt[number]].locks[provider].amount();
            others >>= 1;
        }
    }

    /// @dev In the flags of a pool, of a module that is not the first.
    function _bitOf(uint256 number) private pure returns (uint8) {
        // Narrowing is exact: numbers are below `_MAX_MODULES`.
        return uint8(1 << (number - 1 + _OTHERS));
    }

    /// @dev The caller, which is not the first module, has nothing locked any more.
    function _forgetLock(address provider) private {
        _pools[provider].flags &= ~_bitOf(_modules[msg.sender].number);
    }

    function _addSharedCurrency(Currency currency) private {
        if (_sharedNumber[currency] != 0) revert ProviderRegistry_CurrencyKnown(currency.id());
        uint8 number = _counts.currencies + 1;
        if (number > _MAX_CURRENCIES) revert ProviderRegistry_TooManyCurrencies(_MAX_CURRENCIES);
        _counts.currencies = number;
        _sharedNumber[currency] = number;
        emit SharedCurrencyAdded(currency.id());
    }
}
