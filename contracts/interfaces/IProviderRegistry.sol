// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";
import {Payment} from "./IVault.sol";

/// @title ProviderRegistry
/// @notice Providers, the $BLACK staked on them by themselves and by holders who delegate to them (held as Vault claims of this
/// contract), what part of it is locked by open jobs, and what they announce: price, capabilities, where they answer.
///
/// Stake on a provider is shares of one pool. A slash takes from the pool, so from all holders alike, also from stake that is on its way
/// out. Earnings of a provider that others delegate to are divided alike, after its commission.
///
/// A share is worth one wei at first, less after a slash, and never more: nobody can make a pool's shares dear before others stake on it.
/// Stake is rounded down when shares are turned into it, shares down when they are issued: what rounding leaves, less than a wei a time,
/// stays in the pool. A pool that is empty, slashed to nothing or left by all, begins a new generation: shares of earlier ones
/// are void, what they had earned is not.
/// @dev Invariants: for every provider `locked <= active + leaving`; the registry's $BLACK claims are the sum of all pools plus earnings
/// not yet collected; a pool's shares are the sum of its holders', and no fewer than its wei. Nothing loops over holders, providers or jobs.
/// A module (a contract that may lock and slash) added after somebody staked becomes active only after the unbonding period, so that
/// whoever distrusts it can leave in time with what is free then. What a module has locked only that module can unlock or slash: a
/// bad one cannot strand the jobs of another.
interface IProviderRegistry {
    /// @notice A provider as it stands.
    struct Provider {
        /// $BLACK (wei) that works: may be locked, and counts for tickets.
        uint128 active;
        /// $BLACK (wei) on its way out: locks no more, but is slashed like the rest until it is withdrawn.
        uint128 leaving;
        /// $BLACK (wei) locked by open jobs and panels, of both.
        uint128 locked;
        /// The hot key that claims jobs and signs receipts.
        address operator;
        /// Its part of what others' stake earns, in basis points.
        uint16 commissionBps;
        /// What it can do, a set of bits.
        uint64 capabilities;
        /// Its own stake fell below `MIN_OWN_BPS` of the pool: it takes no new job until that is mended.
        bool closed;
        /// Different requesters whose paid jobs it did, counted in a sketch of `REPUTATION_SIZE` bits; lost with the first slash.
        uint16 reputation;
    }

    /// @notice What a holder has in a provider's pool.
    struct Holding {
        /// $BLACK (wei) that its shares stand for now.
        uint128 active;
        uint128 leaving;
        /// Unix seconds from which what is leaving may be withdrawn.
        uint64 unbondsAt;
    }

    /// @notice What a job asks of whoever claims it.
    struct Demand {
        Currency currency;
        /// Paid to this provider for the stage, in the currency's smallest unit. `type(uint256).max` passes any ask.
        uint256 price;
        uint64 capabilities;
    }

    event ProviderRegistered(address indexed provider, address indexed operator);
    event OperatorChanged(address indexed provider, address indexed operator);
    /// @notice Where the provider's worker answers (progress, later inference). Unverified; clients treat it as hostile.
    event EndpointChanged(address indexed provider, string endpoint);
    event CapabilitiesChanged(address indexed provider, uint64 capabilities);
    event AskChanged(address indexed provider, uint256 indexed currency, uint128 price);
    event CommissionChanged(address indexed provider, uint16 commissionBps);
    /// @notice `holder` is the provider itself or who delegates to it. `active` is the pool afterwards, $BLACK (wei).
    event Staked(address indexed provider, address indexed holder, uint256 amount, uint256 shares, uint256 active);
    event UnbondRequested(
        address indexed provider,
        address indexed holder,
        uint256 amount,
        uint256 shares,
        uint256 leavingShares,
        uint64 unbondsAt
    );
    event UnbondCancelled(address indexed provider, address indexed holder, uint256 amount, uint256 shares);
    event Unbonded(address indexed provider, address indexed holder, uint256 amount);
    /// @notice The pool lost `amount`, of which `burned`; `active` and `leaving` are what is left.
    event Slashed(
        address indexed provider,
        address indexed module,
        uint256 amount,
        uint256 burned,
        uint256 active,
        uint256 leaving
    );
    event ProviderClosed(address indexed provider, bool closed);
    /// @notice A stage's pay was divided: `commission` to the provider (all of it when nobody delegates to it any more), the rest to all
    /// holders, the provider among them, by their shares.
    event EarningsShared(address indexed provider, uint256 indexed currency, uint256 amount, uint256 commission);
    event EarningsCollected(address indexed provider, address indexed holder, uint256 indexed currency, uint256 amount);
    event ModuleAnnounced(address indexed module, uint64 activeAt);
    event ModuleRemoved(address indexed module);
    event SharedCurrencyAdded(uint256 indexed currency);

    error ProviderRegistry_ZeroAmount();
    error ProviderRegistry_ZeroEpoch();
    error ProviderRegistry_ZeroOperator();
    error ProviderRegistry_NotRegistered(address provider);
    error ProviderRegistry_NotOperator(address provider, address caller);
    error ProviderRegistry_InsufficientStake(address provider, uint256 free, uint256 needed);
    error ProviderRegistry_InsufficientHolding(address provider, address holder, uint256 held, uint256 needed);
    error ProviderRegistry_StillUnbonding(address provider, uint64 unbondsAt);
    /// @notice Locks that are older than the request still need it: more is `locked` than is `active`. No lock is added while that is so.
    error ProviderRegistry_StillLocked(address provider, uint256 locked, uint256 active);
    error ProviderRegistry_NothingUnbonding(address provider, address holder);
    error ProviderRegistry_Closed(address provider);
    /// @notice The provider's own stake must be so much of its pool before others may delegate more to it.
    error ProviderRegistry_OwnStakeTooLow(address provider, uint256 own, uint256 needed);
    /// @notice Its commission is 0: it never invited others to its pool, or does no more.
    error ProviderRegistry_TakesNoDelegations(address provider);
    error ProviderRegistry_BelowAsk(address provider, uint256 price, uint256 ask);
    error ProviderRegistry_MissingCapabilities(address provider, uint64 has, uint64 needed);
    error ProviderRegistry_CommissionTooHigh(uint256 bps, uint256 max);
    error ProviderRegistry_NotModule(address caller);
    error ProviderRegistry_ZeroModule();
    error ProviderRegistry_ModuleKnown(address module);
    error ProviderRegistry_TooManyModules(uint256 max);
    error ProviderRegistry_TooManyCurrencies(uint256 max);
    error ProviderRegistry_CurrencyKnown(uint256 currency);
    error ProviderRegistry_CurrencyNotShared(uint256 currency);
    /// @notice What is to be divided has not arrived: the registry's `claims` on the currency are less than what it then would owe.
    error ProviderRegistry_NotPaid(uint256 currency, uint256 claims, uint256 needed);
    /// @notice Slashes left so little of the pool that more shares of it cannot be counted: it takes new stake once all have left.
    error ProviderRegistry_PoolSpent(address provider);
    error ProviderRegistry_SlashAboveLock(address provider, uint256 locked, uint256 amount);
    error ProviderRegistry_UnlockAboveLock(address provider, uint256 locked, uint256 amount);
    error ProviderRegistry_PaymentsAboveSlash(address provider, uint256 payments, uint256 amount);
    error ProviderRegistry_EndpointTooLong(uint256 length, uint256 max);

    /* PROVIDERS */

    /// @notice Stakes `amount` $BLACK (wei) of the caller's credits on itself, registering it at its first stake.
    /// @param operator The hot key; the caller itself is allowed. Zero keeps the present one.
    function stake(uint128 amount, address operator) external;

    function setOperator(address operator) external;

    /// @notice What the provider can do: bits that a job may ask for. By the provider or its operator.
    function setCapabilities(address provider, uint64 capabilities) external;

    /// @notice The least that the provider takes for a stage in a currency, in its smallest unit; 0 takes anything. The chain refuses claims
    /// below it. By the provider or its operator.
    function setAsk(address provider, Currency currency, uint128 price) external;

    /// @notice The provider's part of what others' stake earns, at most `MAX_COMMISSION_BPS`. Others may delegate to it while that is not
    /// 0, as it is at first; who did before stays.
    function setCommission(uint16 bps) external;

    /// @notice Announces where the provider's worker answers (an http(s) URL of at most 256 bytes; empty withdraws it). Event only.
    /// The caller is the provider or its operator.
    function setEndpoint(address provider, string calldata endpoint) external;

    /* HOLDERS: a provider in its own pool, and everyone who delegates to it */

    /// @notice Stakes `amount` $BLACK (wei) of the caller's credits on another's provider: shares its slashes, and what it earns by jobs that it
    /// claims from now on. The provider must have set a commission, and its own stake remain `MIN_OWN_BPS` of what is active.
    function delegate(address provider, uint128 amount) external;

    /// @notice Starts the unbonding of `amount` of what the caller holds of the pool; `type(uint128).max` means all. It locks no more from
    /// now on. A second request joins the first and restarts its clock.
    function requestUnbond(address provider, uint128 amount) external;

    /// @notice Puts what the caller has leaving back to work; as `delegate`, not beyond what the provider's own stake allows.
    function cancelUnbond(address provider) external;

    /// @notice Returns what is left of unbonded stake to the holder as credits; anyone may call it for a holder whose time has come, as soon
    /// as no lock that is older than the request needs it. Later locks never keep anybody.
    function withdrawUnbonded(address provider, address holder) external returns (uint256 amount);

    /// @notice Pays out what a holder's stake earned in a currency, the provider's commission with its own; 0 when there is nothing. Anyone may
    /// call it. Stake that is leaving earns nothing: the others share it.
    function collect(address provider, address holder, Currency currency) external returns (uint256 amount);

    /* MODULES */

    /// @notice Module only. Locks free stake for a job that demands something of the provider, with no event: the module's own events tell
    /// which job locked how much; `caller` must be the provider or its operator.
    /// @return weight What `ticketWeight` said before. @return total As well.
    function lock(
        address provider,
        address caller,
        uint128 amount,
        Demand calldata demand
    ) external returns (uint256 weight, uint256 total);

    /// @notice Module only. Ends a lock.
    /// @param customer Who paid for a job that counts for reputation; zero when nothing counts. The provider itself does not count.
    /// @return shared Whether the provider's earnings in `currency` are to be shared: then pay them to this contract and call `share`. Tells
    /// what was so when the module last locked stake of this provider.
    function unlock(
        address provider,
        uint128 amount,
        address customer,
        Currency currency
    ) external returns (bool shared);

    /// @notice Module only, after paying `amount` to this contract, in the same transaction: divides it among the provider's holders.
    function share(address provider, Currency currency, uint256 amount) external;

    /// @notice Module only. Takes `amount` out of what it locked of the provider's pool: `payments` to their payees, the rest burned. Ends the
    /// provider's reputation.
    function slash(address provider, uint128 amount, Payment[] calldata payments) external;

    /* GOVERNED */

    /// @notice Until anybody has staked a module is active at once, later after `UNBONDING_PERIOD`; at most 6 ever.
    function addModule(address module) external;

    /// @notice The module can lock no more; it can still unlock and slash what it has locked.
    function removeModule(address module) external;

    /// @notice A currency whose earnings are shared with holders, at most 4 ever; $BLACK and the native coin are from the beginning. In
    /// another currency a provider is paid alone.
    function addSharedCurrency(Currency currency) external;

    /* VIEWS */

    function providerOf(address provider) external view returns (Provider memory);

    function holdingOf(address provider, address holder) external view returns (Holding memory);

    function operatorOf(address provider) external view returns (address);

    function askOf(address provider, Currency currency) external view returns (uint128);

    /// @notice What `collect` would pay.
    function collectable(address provider, address holder, Currency currency) external view returns (uint256);

    /// @notice $BLACK (wei) that may be locked; 0 while the provider is closed.
    function freeStake(address provider) external view returns (uint256);

    /// @notice For tickets: the provider's stake with its reputation's bonus, `MAX_BONUS_BPS` when the sketch is full and in proportion
    /// before, and the active stake of all providers. Its stake here is the least that was active since the `EPOCH` before this one
    /// began, less what is locked: stake that came after a seed was known counts for no ticket that the seed draws within an epoch. New
    /// stake, a new provider's too, counts after one to two epochs.
    function ticketWeight(address provider) external view returns (uint256 weight, uint256 total);

    /// @notice $BLACK (wei) that this module has locked of the provider's pool.
    function lockedBy(address module, address provider) external view returns (uint256);

    /// @notice Unix seconds from which the module may lock stake; 0 when it is no module.
    function moduleActiveAt(address module) external view returns (uint64);

    /// @notice Why `lock` by this module would be refused: the encoded custom error, or empty when it would pass.
    function canLock(
        address module,
        address provider,
        address caller,
        uint128 amount,
        Demand calldata demand
    ) external view returns (bytes memory reason);

    // solhint-disable func-name-mixedcase
    /// @notice The Vault currency of stakes.
    function BLACK() external view returns (Currency);

    function UNBONDING_PERIOD() external view returns (uint64);

    /// @notice Seconds of an epoch, counted from the beginning of Unix time: as long as the longest time in which tickets decide, or longer.
    function EPOCH() external view returns (uint64);

    function MIN_OWN_BPS() external view returns (uint16);

    function MAX_COMMISSION_BPS() external view returns (uint16);

    function MAX_BONUS_BPS() external view returns (uint16);

    function REPUTATION_SIZE() external view returns (uint16);
    // solhint-enable func-name-mixedcase
}
