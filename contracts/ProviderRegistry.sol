// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IProviderRegistry} from "./interfaces/IProviderRegistry.sol";
import {IVault, Payment} from "./interfaces/IVault.sol";
import {Revert} from "./libraries/Revert.sol";
import {Currency, CurrencyLibrary} from "./types/Currency.sol";

/// @title ProviderRegistry
/// @notice Stakes of compute providers, and what part of them open jobs have locked.
///
/// ROLES. A provider stakes and unbonds; its operator (a hot key, or the provider itself) acts for it in jobs and can never move
/// its stake; a module (JobEscrow) locks and slashes; governance adds and removes modules and can move no stake.
///
/// TRUST. Providers trust active modules with the stake that those lock. A module locks only in a call by the provider or its
/// operator (the module vouches for that), and touches only what it locked itself.
///
/// MONEY. Stakes are Vault claims of this contract. A provider approves it once as its operator in the Vault.
///
/// LIVENESS. Free stake leaves after `UNBONDING_PERIOD`, locked stake when its job ends; nobody's consent is needed for either.
contract ProviderRegistry is IProviderRegistry, AccessManaged {
    using SafeCast for uint256;

    /// @dev Packed so that locking reads two slots and writes one. The stake is the sum of its three parts, so that
    /// `locked + unbonding <= stake` holds by construction. 96 bits hold 79 times the supply.
    struct Account {
        uint96 free;
        uint96 locked;
        uint64 unbondsAt;
        address operator;
        uint96 unbonding;
    }

    /// @dev `used` stays set when all is unlocked: a slot that never returns to zero is cheap to write again.
    struct ModuleLock {
        uint128 amount;
        bool used;
    }

    /* STORAGE */

    uint256 private constant _MAX_ENDPOINT_LENGTH = 256;

    /// @inheritdoc IProviderRegistry
    Currency public immutable BLACK;
    /// @inheritdoc IProviderRegistry
    uint64 public immutable UNBONDING_PERIOD;
    IVault private immutable _VAULT;
    ERC20Burnable private immutable _TOKEN;

    mapping(address provider => Account) private _accounts;
    mapping(address module => mapping(address provider => ModuleLock)) private _locks;
    /// @inheritdoc IProviderRegistry
    mapping(address module => uint64) public moduleActiveAt;
    bool private _hadModule;

    constructor(address authority, IVault vault, ERC20Burnable black, uint64 unbondingPeriod) AccessManaged(authority) {
        _VAULT = vault;
        _TOKEN = black;
        BLACK = CurrencyLibrary.fromToken(address(black));
        UNBONDING_PERIOD = unbondingPeriod;
    }

    /* PROVIDERS */

    /// @inheritdoc IProviderRegistry
    function stake(uint128 amount, address operator) external {
        if (amount == 0) revert ProviderRegistry_ZeroAmount();
        Account storage account = _accounts[msg.sender];
        address current = account.operator;
        if (operator == address(0)) operator = current;
        if (operator == address(0)) revert ProviderRegistry_ZeroOperator();

        account.free += uint256(amount).toUint96();

        if (current == address(0)) emit ProviderRegistered(msg.sender, operator);
        if (operator != current) _setOperator(msg.sender, operator);
        emit Staked(msg.sender, amount, _stakeOf(account));
        _VAULT.transferFrom(msg.sender, address(this), BLACK.id(), amount);
    }

    /// @inheritdoc IProviderRegistry
    function setOperator(address operator) external {
        if (operator == address(0)) revert ProviderRegistry_ZeroOperator();
        if (_accounts[msg.sender].operator == address(0)) revert ProviderRegistry_NotRegistered(msg.sender);
        _setOperator(msg.sender, operator);
    }

    /// @inheritdoc IProviderRegistry
    function setEndpoint(address provider, string calldata endpoint) external {
        uint256 length = bytes(endpoint).length;
        if (length > _MAX_ENDPOINT_LENGTH) revert ProviderRegistry_EndpointTooLong(length, _MAX_ENDPOINT_LENGTH);
        Revert.ifAny(_actsFor(provider, msg.sender));
        emit EndpointChanged(provider, endpoint);
    }

    /// @inheritdoc IProviderRegistry
    function requestUnbond(uint128 amount) external {
        if (amount == 0) revert ProviderRegistry_ZeroAmount();
        Account storage account = _accounts[msg.sender];
        uint96 free = account.free;
        if (amount > free) revert ProviderRegistry_InsufficientStake(msg.sender, free, amount);

        uint64 unbondsAt = uint64(block.timestamp) + UNBONDING_PERIOD;
        // Narrowing is exact: the amount is at most the free stake.
        uint96 unbonding = account.unbonding + uint96(amount);
        account.free = free - uint96(amount);
        account.unbonding = unbonding;
        account.unbondsAt = unbondsAt;

        emit UnbondRequested(msg.sender, amount, unbonding, unbondsAt);
    }

    /// @inheritdoc IProviderRegistry
    function cancelUnbond() external {
        Account storage account = _accounts[msg.sender];
        uint96 amount = account.unbonding;
        if (amount == 0) revert ProviderRegistry_NothingUnbonding(msg.sender);

        account.free += amount;
        account.unbonding = 0;
        account.unbondsAt = 0;

        emit UnbondCancelled(msg.sender, amount);
    }

    /// @inheritdoc IProviderRegistry
    function withdrawUnbonded(address provider) external returns (uint256 amount) {
        Account storage account = _accounts[provider];
        amount = account.unbonding;
        if (amount == 0) revert ProviderRegistry_NothingUnbonding(provider);
        uint64 unbondsAt = account.unbondsAt;
        if (block.timestamp < unbondsAt) revert ProviderRegistry_StillUnbonding(provider, unbondsAt);

        account.unbonding = 0;
        account.unbondsAt = 0;

        emit Unbonded(provider, amount, _stakeOf(account));
        _VAULT.transfer(provider, BLACK.id(), amount);
    }

    /* MODULES */

    /// @inheritdoc IProviderRegistry
    function lock(address provider, address caller, uint128 amount) external {
        Revert.ifAny(canLock(msg.sender, provider, caller, amount));
        Account storage account = _accounts[provider];
        ModuleLock storage moduleLock = _locks[msg.sender][provider];

        // Narrowing is exact: the amount is at most the free stake.
        account.free -= uint96(amount);
        uint96 locked = account.locked + uint96(amount);
        account.locked = locked;
        moduleLock.amount += amount;
        moduleLock.used = true;

        emit StakeLocked(provider, msg.sender, amount, locked);
    }

    /// @inheritdoc IProviderRegistry
    function unlock(address provider, uint128 amount) external {
        Account storage account = _accounts[provider];
        ModuleLock storage moduleLock = _locks[msg.sender][provider];
        uint128 lockedByModule = moduleLock.amount;
        if (amount > lockedByModule) revert ProviderRegistry_UnlockAboveLock(provider, lockedByModule, amount);

        // Narrowing is exact: the amount is at most what was locked out of 96 bits.
        moduleLock.amount = lockedByModule - amount;
        uint96 locked = account.locked - uint96(amount);
        account.locked = locked;
        account.free += uint96(amount);

        emit StakeUnlocked(provider, msg.sender, amount, locked);
    }

    /// @inheritdoc IProviderRegistry
    function slash(address provider, uint128 amount, Payment[] calldata payments) external {
        Account storage account = _accounts[provider];
        ModuleLock storage moduleLock = _locks[msg.sender][provider];
        uint128 lockedByModule = moduleLock.amount;
        if (amount > lockedByModule) revert ProviderRegistry_SlashAboveLock(provider, lockedByModule, amount);
        uint256 paid;
        for (uint256 i; i < payments.length; ++i) paid += payments[i].amount;
        if (paid > amount) revert ProviderRegistry_PaymentsAboveSlash(provider, paid, amount);

        // Narrowing is exact: the amount is at most what was locked out of 96 bits.
        moduleLock.amount = lockedByModule - amount;
        account.locked -= uint96(amount);

        uint256 burned = amount - paid;
        emit Slashed(provider, msg.sender, amount, burned, _stakeOf(account));
        _VAULT.pay(address(this), BLACK, payments);
        if (burned != 0) {
            _VAULT.withdraw(BLACK, burned, address(this));
            _TOKEN.burn(burned);
        }
    }

    /* GOVERNED */

    /// @inheritdoc IProviderRegistry
    function addModule(address module) external restricted {
        if (moduleActiveAt[module] != 0) revert ProviderRegistry_ModuleKnown(module);

        uint64 activeAt = uint64(block.timestamp) + (_hadModule ? UNBONDING_PERIOD : 0);
        moduleActiveAt[module] = activeAt;
        _hadModule = true;

        emit ModuleAnnounced(module, activeAt);
    }

    /// @inheritdoc IProviderRegistry
    function removeModule(address module) external restricted {
        if (moduleActiveAt[module] == 0) revert ProviderRegistry_NotModule(module);

        delete moduleActiveAt[module];

        emit ModuleRemoved(module);
    }

    /* VIEWS */

    /// @inheritdoc IProviderRegistry
    function providerOf(address provider) external view returns (Provider memory) {
        Account storage account = _accounts[provider];
        return
            Provider({
                stake: _stakeOf(account).toUint128(),
                locked: account.locked,
                operator: account.operator,
                unbondsAt: account.unbondsAt,
                unbonding: account.unbonding
            });
    }

    /// @inheritdoc IProviderRegistry
    function operatorOf(address provider) external view returns (address) {
        return _accounts[provider].operator;
    }

    /// @inheritdoc IProviderRegistry
    function freeStake(address provider) external view returns (uint256) {
        return _accounts[provider].free;
    }

    /// @inheritdoc IProviderRegistry
    function lockedBy(address module, address provider) external view returns (uint256) {
        return _locks[module][provider].amount;
    }

    /// @inheritdoc IProviderRegistry
    function canLock(
        address module,
        address provider,
        address caller,
        uint128 amount
    ) public view returns (bytes memory reason) {
        uint64 activeAt = moduleActiveAt[module];
        if (activeAt == 0 || block.timestamp < activeAt) {
            return abi.encodeWithSelector(ProviderRegistry_NotModule.selector, module);
        }
        reason = _actsFor(provider, caller);
        if (reason.length != 0) return reason;
        uint256 free = _accounts[provider].free;
        if (amount > free) {
            return abi.encodeWithSelector(ProviderRegistry_InsufficientStake.selector, provider, free, amount);
        }
    }

    /* INTERNAL */

    function _setOperator(address provider, address operator) private {
        _accounts[provider].operator = operator;
        emit OperatorChanged(provider, operator);
    }

    /// @dev Why `caller` may not act for `provider`; empty when it may.
    function _actsFor(address provider, address caller) private view returns (bytes memory reason) {
        address operator = _accounts[provider].operator;
        if (operator == address(0)) return abi.encodeWithSelector(ProviderRegistry_NotRegistered.selector, provider);
        if (caller != provider && caller != operator) {
            return abi.encodeWithSelector(ProviderRegistry_NotOperator.selector, provider, caller);
        }
    }

    function _stakeOf(Account storage account) private view returns (uint256) {
        return uint256(account.free) + account.locked + account.unbonding;
    }
}
