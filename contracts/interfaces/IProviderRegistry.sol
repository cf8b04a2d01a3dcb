// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";
import {Payment} from "./IVault.sol";

/// @title ProviderRegistry
/// @notice Providers, their stake in $BLACK (held as Vault claims of this contract), and what part of it is locked by open jobs.
/// @dev Invariants: `locked + unbonding <= stake` for every provider; the registry's $BLACK claims equal the sum of all stakes.
/// Locked stake cannot be unbonded, so a slash never meets an empty lock. A module (a contract that may lock and slash) added after
/// the first one becomes active only after the unbonding period, so that whoever distrusts it can leave in time with the stake that is
/// free when the module is announced; what a job has locked then is free only later. What a module has locked only that module can
/// unlock or slash: a bad one cannot strand the jobs of another. Stakes are below 2^96 wei (79 billion BLACK).
interface IProviderRegistry {
    struct Provider {
        /// $BLACK (wei): all that is staked, whether free, locked or unbonding.
        uint128 stake;
        /// $BLACK (wei) locked by open jobs.
        uint128 locked;
        /// The hot key that claims jobs and signs receipts.
        address operator;
        /// Unix seconds from which the unbonding part may be withdrawn.
        uint64 unbondsAt;
        /// $BLACK (wei) on its way out.
        uint128 unbonding;
    }

    event ProviderRegistered(address indexed provider, address indexed operator);
    event OperatorChanged(address indexed provider, address indexed operator);
    /// @notice Where the provider's worker answers (progress, later inference). Unverified; clients treat it as hostile.
    event EndpointChanged(address indexed provider, string endpoint);
    event Staked(address indexed provider, uint256 amount, uint256 stake);
    event UnbondRequested(address indexed provider, uint256 amount, uint256 unbonding, uint64 unbondsAt);
    event UnbondCancelled(address indexed provider, uint256 amount);
    event Unbonded(address indexed provider, uint256 amount, uint256 stake);
    event Slashed(address indexed provider, address indexed module, uint256 amount, uint256 burned, uint256 stake);
    event ModuleAnnounced(address indexed module, uint64 activeAt);
    event ModuleRemoved(address indexed module);

    error ProviderRegistry_ZeroAmount();
    error ProviderRegistry_ZeroOperator();
    error ProviderRegistry_NotRegistered(address provider);
    error ProviderRegistry_NotOperator(address provider, address caller);
    error ProviderRegistry_InsufficientStake(address provider, uint256 free, uint256 needed);
    error ProviderRegistry_StillUnbonding(address provider, uint64 unbondsAt);
    error ProviderRegistry_NothingUnbonding(address provider);
    error ProviderRegistry_NotModule(address caller);
    error ProviderRegistry_ZeroModule();
    error ProviderRegistry_ModuleKnown(address module);
    error ProviderRegistry_TooManyModules(uint256 max);
    /// @notice `locked` is what the calling module has locked of the provider.
    error ProviderRegistry_SlashAboveLock(address provider, uint256 locked, uint256 amount);
    error ProviderRegistry_UnlockAboveLock(address provider, uint256 locked, uint256 amount);
    error ProviderRegistry_PaymentsAboveSlash(address provider, uint256 payments, uint256 amount);
    error ProviderRegistry_EndpointTooLong(uint256 length, uint256 max);

    /// @notice Stakes `amount` $BLACK (wei) of the caller's credits, registering it at its first stake.
    /// @param operator The hot key; the caller itself is allowed. Zero keeps the present one.
    function stake(uint128 amount, address operator) external;

    function setOperator(address operator) external;

    /// @notice Announces where the provider's worker answers (an http(s) URL of at most 256 bytes; empty withdraws it). Event only.
    /// The caller is the provider or its operator.
    function setEndpoint(address provider, string calldata endpoint) external;

    /// @notice Starts the unbonding of free stake. A second request joins the first and restarts its clock.
    function requestUnbond(uint128 amount) external;

    /// @notice Puts what is unbonding back to work.
    function cancelUnbond() external;

    /// @notice Returns unbonded stake to the provider as credits; anyone may call it for a provider whose time has come.
    function withdrawUnbonded(address provider) external returns (uint256 amount);

    /// @notice Module only. Locks free stake, with no event: the module's own events tell which job locked how much; `caller` must be the provider or its operator.
    function lock(address provider, address caller, uint128 amount) external;

    /// @notice Module only. Ends a lock.
    function unlock(address provider, uint128 amount) external;

    /// @notice Module only. Takes `amount` out of the provider's locked stake: `payments` to their payees, the rest burned.
    function slash(address provider, uint128 amount, Payment[] calldata payments) external;

    /// @notice Governed. The first module is active at once, each later one after `UNBONDING_PERIOD`; at most 8 ever.
    function addModule(address module) external;

    /// @notice Governed. The module can lock no more; it can still unlock and slash what it has locked.
    function removeModule(address module) external;

    function providerOf(address provider) external view returns (Provider memory);

    function operatorOf(address provider) external view returns (address);

    /// @notice $BLACK (wei) that is neither locked nor unbonding.
    function freeStake(address provider) external view returns (uint256);

    /// @notice $BLACK (wei) that this module has locked of the provider's stake.
    function lockedBy(address module, address provider) external view returns (uint256);

    /// @notice Unix seconds from which the module may lock stake; 0 when it is no module.
    function moduleActiveAt(address module) external view returns (uint64);

    /// @notice Why `lock` by this module would be refused: the encoded custom error, or empty when it would pass.
    function canLock(
        address module,
        address provider,
        address caller,
        uint128 amount
    ) external view returns (bytes memory reason);

    /// @notice The Vault currency of stakes.
    // solhint-disable-next-line func-name-mixedcase
    function BLACK() external view returns (Currency);

    // solhint-disable-next-line func-name-mixedcase
    function UNBONDING_PERIOD() external view returns (uint64);
}
