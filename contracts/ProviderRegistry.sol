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
/// ROLES. A provider stakes and unbonds; its operator (a hot key, or the provider itself) acts for it in jobs; a module (JobEscrow)
/// locks and slashes; governance adds and removes modules and can move no stake.
///
/// TRUST. Providers trust active modules with the stake that those lock, and the operator with what is free: it cannot withdraw stake,
/// but whoever holds its key can lock all that is free in jobs and lose it there. A module locks only in a call by the provider or its
/// operator (the module vouches for that), and touches only what it locked itself. Stake that is free when a later module is announced
/// can leave before that module is active; stake that is locked then leaves only when its job ends and it has unbonded.
///
/// MONEY. Stakes are Vault claims of this contract. A provider approves it once as its operator in the Vault.
///
/// LIVENESS. Free stake leaves after `UNBONDING_PERIOD`, locked stake when its job ends; nobody's consent is needed for either.
contract ProviderRegistry is IProviderRegistry, AccessManaged {
    using SafeCast for uint256;

    /// @dev Locking reads the first slot only. 96 bits hold 79 times the supply.
    struct Account {
        address operator;
        /// What is free or locked: all of the stake that is not unbonding.
        uint96 bonded;
        uint96 unbonding;
        uint64 unbondsAt;
    }

    /// @dev `used` stays set when all is unlocked: a slot that never returns to zero is cheap to write again.
    struct ModuleLock {
        uint128 amount;
        bool used;
    }

    /// @dev All modules that ever were form a ring, so that what is locked can be added up starting at any of them, and with one
    /// module (the usual case) needs no read beyond the module's own slot. A removed module stays, as it may still hold locks.
    struct Module {
        uint64 activeAt;
        address next;
    }

    /* STORAGE */

    uint256 private constant _MAX_ENDPOINT_LENGTH = 256;
    /// @dev Bounds the loop over the ring.
    uint256 private constant _MAX_MODULES = 8;

    /// @inheritdoc IProviderRegistry
    Currency public immutable BLACK;
    /// @inheritdoc IProviderRegistry
    uint64 public immutable UNBONDING_PERIOD;
    IVault private immutable _VAULT;
    ERC20Burnable private immutable _TOKEN;

    mapping(address provider => Account) private _accounts;
    mapping(address module => mapping(address provider => ModuleLock)) private _locks;
    mapping(address module => Module) private _modules;
    address private _lastModule;
    uint8 private _moduleCount;

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

        account.bonded += uint256(amount).toUint96();

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
        uint256 free = freeStake(msg.sender);
        if (amount > free) revert ProviderRegistry_InsufficientStake(msg.sender, free, amount);

        Account storage account = _accounts[msg.sender];
        uint64 unbondsAt = uint64(block.timestamp) + UNBONDING_PERIOD;
        // Narrowing is exact: the amount is at most the free stake.
        uint96 unbonding = account.unbonding + uint96(amount);
        account.bonded -= uint96(amount);
        account.unbonding = unbonding;
        account.unbondsAt = unbondsAt;

        emit UnbondRequested(msg.sender, amount, unbonding, unbondsAt);
    }

    /// @inheritdoc IProviderRegistry
    function cancelUnbond() external {
        Account storage account = _accounts[msg.sender];
        uint96 amount = account.unbonding;
        if (amount == 0) revert ProviderRegistry_NothingUnbonding(msg.sender);

        account.bonded += amount;
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

        ModuleLock storage moduleLock = _locks[msg.sender][provider];
        (moduleLock.amount, moduleLock.used) = (moduleLock.amount + amount, true);
    }

    /// @inheritdoc IProviderRegistry
    function unlock(address provider, uint128 amount) external {
        ModuleLock storage moduleLock = _locks[msg.sender][provider];
        uint128 locked = moduleLock.amount;
        if (amount > locked) revert ProviderRegistry_UnlockAboveLock(provider, locked, amount);

        moduleLock.amount = locked - amount;
    }

    /// @inheritdoc IProviderRegistry
    function slash(address provider, uint128 amount, Payment[] calldata payments) external {
        ModuleLock storage moduleLock = _locks[msg.sender][provider];
        uint128 locked = moduleLock.amount;
        if (amount > locked) revert ProviderRegistry_SlashAboveLock(provider, locked, amount);
        uint256 paid;
        for (uint256 i; i < payments.length; ++i) paid += payments[i].amount;
        if (paid > amount) revert ProviderRegistry_PaymentsAboveSlash(provider, paid, amount);

        Account storage account = _accounts[provider];
        moduleLock.amount = locked - amount;
        // Narrowing is exact: the amount is at most what was locked out of 96 bits.
        account.bonded -= uint96(amount);

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
        // Zero marks the end of what `_lockedFrom` walks: in the ring it would hide every lock.
        if (module == address(0)) revert ProviderRegistry_ZeroModule();
        Module storage added = _modules[module];
        if (added.activeAt != 0) revert ProviderRegistry_ModuleKnown(module);

        address last = _lastModule;
        uint64 activeAt = uint64(block.timestamp) + (last == address(0) ? 0 : UNBONDING_PERIOD);
        added.activeAt = activeAt;
        if (added.next == address(0)) {
            if (_moduleCount == _MAX_MODULES) revert ProviderRegistry_TooManyModules(_MAX_MODULES);
            added.next = last == address(0) ? module : _modules[last].next;
            if (last != address(0)) _modules[last].next = module;
            _lastModule = module;
            ++_moduleCount;
        }

        emit ModuleAnnounced(module, activeAt);
    }

    /// @inheritdoc IProviderRegistry
    function removeModule(address module) external restricted {
        if (_modules[module].activeAt == 0) revert ProviderRegistry_NotModule(module);

        _modules[module].activeAt = 0;

        emit ModuleRemoved(module);
    }

    /* VIEWS */

    /// @inheritdoc IProviderRegistry
    function providerOf(address provider) external view returns (Provider memory) {
        Account storage account = _accounts[provider];
        return
            Provider({
                stake: _stakeOf(account).toUint128(),
                locked: _lockedFrom(_lastModule, provider).toUint128(),
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
    function freeStake(address provider) public view returns (uint256) {
        return _accounts[provider].bonded - _lockedFrom(_lastModule, provider);
    }

    /// @inheritdoc IProviderRegistry
    function moduleActiveAt(address module) external view returns (uint64) {
        return _modules[module].activeAt;
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
        uint64 activeAt = _modules[module].activeAt;
        if (activeAt == 0 || block.timestamp < activeAt) {
            return abi.encodeWithSelector(ProviderRegistry_NotModule.selector, module);
        }
        reason = _actsFor(provider, caller);
        if (reason.length != 0) return reason;
        uint256 free = _accounts[provider].bonded - _lockedFrom(module, provider);
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

    /// @dev What all modules have locked of the provider's stake, adding up around the ring from `start`; 0 without modules.
    function _lockedFrom(address start, address provider) private view returns (uint256 locked) {
        if (start == address(0)) return 0;
        address module = start;
        do {
            locked += _locks[module][provider].amount;
            module = _modules[module].next;
        } while (module != start);
    }

    function _stakeOf(Account storage account) private view returns (uint256) {
        return uint256(account.bonded) + account.unbonding;
    }
}
