// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Payment} from "../../contracts/interfaces/IVault.sol";
import {Vault} from "../../contracts/Vault.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {Test} from "../support/Test.sol";

/// @notice Takes two pools and five holders through any sequence of steps, and keeps account of what went in and out.
/// @dev Providers are the first two holders, and delegate to each other too. The handler's modules keep a list of locks, as jobs are one.
contract ProviderHandler is Test {
    uint256 private constant HOLDERS = 5;
    uint64 private constant UNBONDING = 14 days;

    struct Lock {
        address module;
        address provider;
        uint128 amount;
        uint256 number;
    }

    ProviderRegistry private immutable REGISTRY;
    Vault private immutable VAULT;
    Currency private immutable BLACK;

    address[] public holders;
    address[] public modules;
    address public immutable CUSTOMER;

    Lock[] private locks;
    uint256 private lockCount;
    /// @dev Number of the last lock that was there when a holder last asked to leave.
    mapping(address provider => mapping(address holder => uint256)) private lastLock;

    /// @dev Ghosts, $BLACK (wei): what went into pools less what was withdrawn and slashed.
    mapping(address provider => uint256) public poolOf;
    /// @dev Ghosts, by currency: what was shared less what was collected.
    mapping(uint256 currency => uint256) public earningsOf;
    /// @dev Steps that must be possible and were refused.
    uint256 public stuck;
    mapping(bytes32 step => uint256) public done;

    constructor(ProviderRegistry registry, Vault vault, address[] memory modules_) {
        (REGISTRY, VAULT, BLACK) = (registry, vault, registry.BLACK());
        modules = modules_;
        CUSTOMER = makeAddr("customer");
        holders = [makeAddr("holder 1"), makeAddr("holder 2"), makeAddr("holder 3")];
        holders.push(makeAddr("holder 4"));
        holders.push(makeAddr("holder 5"));
    }

    function holderCount() external pure returns (uint256) {
        return HOLDERS;
    }

    /* TIME */

    function pass(uint32 time) external {
        vm.warp(block.timestamp + bound(time, 1, UNBONDING));
    }

    /* HOLDERS */

    function stake(uint256 who, uint128 amount) external {
        address provider = holders[who % 2];
        _enter(provider, provider, amount);
    }

    function delegate(uint256 who, uint256 whom, uint128 amount) external {
        _enter(holders[whom % 2], holders[who % HOLDERS], amount);
    }

    /// @dev What is staked is never worth more afterwards, nor a wei and more less.
    function _enter(address provider, address holder, uint128 amount) private {
        // From one wei to much: rounding shows in the small.
        amount = uint128(bound(amount, 1, amount % 3 == 0 ? 10 : 1_000 ether));
        uint256 before = REGISTRY.holdingOf(provider, holder).active;
        vm.prank(holder);
        (bool passed, bytes memory reason) = holder == provider
            ? address(REGISTRY).call(abi.encodeCall(REGISTRY.stake, (amount, holder)))
            : address(REGISTRY).call(abi.encodeCall(REGISTRY.delegate, (provider, amount)));
        if (!passed) {
            bytes4 selector = bytes4(reason);
            if (
                selector != IProviderRegistry.ProviderRegistry_PoolSpent.selector &&
                (holder == provider ||
                    (selector != IProviderRegistry.ProviderRegistry_OwnStakeTooLow.selector &&
                        selector != IProviderRegistry.ProviderRegistry_TakesNoDelegations.selector &&
                        selector != IProviderRegistry.ProviderRegistry_NotRegistered.selector))
            ) ++stuck;
            return;
        }
        poolOf[provider] += amount;
        uint256 after_ = REGISTRY.holdingOf(provider, holder).active;
        vm.assertLe(after_, before + amount + 1, "no gain");
        vm.assertGe(after_ + 1, before + amount, "no loss");
        ++done["enter"];
    }

    enum Wanted {
        Active,
        Leaving,
        Earned
    }

    /// @dev The first holding from the seed's on in which there is something to do.
    function _find(uint256 seed, Wanted wanted, Currency currency) private view returns (address, address) {
        for (uint256 i; i < 2 * HOLDERS; ++i) {
            address provider = holders[((seed % 2) + i) % 2];
            address holder = holders[(((seed / 2) % HOLDERS) + i / 2) % HOLDERS];
            IProviderRegistry.Holding memory holding = REGISTRY.holdingOf(provider, holder);
            if (wanted == Wanted.Active && holding.active != 0) return (provider, holder);
            if (wanted == Wanted.Leaving && holding.unbondsAt != 0) return (provider, holder);
            if (wanted == Wanted.Earned && REGISTRY.collectable(provider, holder, currency) != 0) {
                return (provider, holder);
            }
        }
        return (address(0), address(0));
    }

    function requestUnbond(uint256 which, uint128 amount) external {
        (address provider, address holder) = _find(which, Wanted.Active, NATIVE);
        if (holder == address(0)) return;
        uint256 held = REGISTRY.holdingOf(provider, holder).active;
        amount = amount % 4 == 0 ? type(uint128).max : uint128(bound(amount, 1, held));
        vm.prank(holder);
        REGISTRY.requestUnbond(provider, amount);
        lastLock[provider][holder] = lockCount;
        ++done["requestUnbond"];
    }

    function cancelUnbond(uint256 which) external {
        (address provider, address holder) = _find(which, Wanted.Leaving, NATIVE);
        if (holder == address(0)) return;
        vm.prank(holder);
        try REGISTRY.cancelUnbond(provider) {
            ++done["cancelUnbond"];
        } catch (bytes memory reason) {
            if (holder == provider || bytes4(reason) != IProviderRegistry.ProviderRegistry_OwnStakeTooLow.selector)
                ++stuck;
        }
    }

    /// @dev Who waited its time is refused for nothing but locks that were there when it asked.
    function withdraw(uint256 which, bool wait) external {
        (address provider, address holder) = _find(which, Wanted.Leaving, NATIVE);
        if (holder == address(0)) return;
        IProviderRegistry.Holding memory holding = REGISTRY.holdingOf(provider, holder);
        if (block.timestamp < holding.unbondsAt) {
            if (!wait) return;
            vm.warp(holding.unbondsAt);
        }
        try REGISTRY.withdrawUnbonded(provider, holder) returns (uint256 amount) {
            poolOf[provider] -= amount;
            vm.assertEq(amount, holding.leaving, "what it was said to be worth");
            ++done["withdraw"];
        } catch (bytes memory reason) {
            bool old;
            for (uint256 i; i < locks.length; ++i) {
                if (locks[i].provider == provider && locks[i].number <= lastLock[provider][holder]) old = true;
            }
            if (!old || bytes4(reason) != IProviderRegistry.ProviderRegistry_StillLocked.selector) ++stuck;
            ++done["kept"];
        }
    }

    function collect(uint256 which, bool inBlack) external {
        Currency currency = inBlack ? BLACK : NATIVE;
        (address provider, address holder) = _find(which, Wanted.Earned, currency);
        if (holder == address(0)) return;
        uint256 expected = REGISTRY.collectable(provider, holder, currency);
        uint256 amount = REGISTRY.collect(provider, holder, currency);
        vm.assertEq(amount, expected, "as foretold");
        earningsOf[currency.id()] -= amount;
        ++done["collect"];
    }

    function setCommission(uint256 whom, uint16 bps) external {
        address provider = holders[whom % 2];
        if (REGISTRY.operatorOf(provider) == address(0)) return;
        vm.prank(provider);
        REGISTRY.setCommission(uint16(bound(bps, 0, 5_000)));
    }

    /* MODULES */

    function lock(uint256 whom, uint256 which, uint128 amount) external {
        address provider = holders[whom % 2];
        uint256 free = REGISTRY.freeStake(provider);
        if (free == 0 || locks.length == 16) return;
        amount = amount % 2 == 0 ? uint128(free) : uint128(bound(amount, 1, free));
        address module = modules[which % modules.length];
        IProviderRegistry.Demand memory demand;
        vm.prank(module);
        REGISTRY.lock(provider, provider, amount, demand);
        locks.push(Lock({module: module, provider: provider, amount: amount, number: ++lockCount}));
        ++done["lock"];
    }

    /// @dev Ends one lock, in any order, and pays what the registry says is to be shared.
    function unlock(uint256 which, uint128 pay, bool inBlack, bool counts) external {
        if (locks.length == 0) return;
        Lock memory ending = _take(which);
        Currency currency = inBlack ? BLACK : NATIVE;
        vm.prank(ending.module);
        bool shared = REGISTRY.unlock(ending.provider, ending.amount, counts ? CUSTOMER : address(0), currency);
        ++done["unlock"];
        if (!shared) return;
        uint256 amount = bound(pay, 0, pay % 3 == 0 ? 10 : 1_000 ether);
        VAULT.transfer(address(REGISTRY), currency.id(), amount);
        vm.prank(ending.module);
        REGISTRY.share(ending.provider, currency, amount);
        earningsOf[currency.id()] += amount;
        ++done["share"];
    }

    function slash(uint256 which, uint128 part, uint128 paid) external {
        if (locks.length == 0) return;
        Lock memory ending = _take(which);
        uint128 amount = part % 4 == 0 ? ending.amount : uint128(bound(part, 1, ending.amount / 8 + 1));
        Payment[] memory payments = new Payment[](1);
        payments[0] = Payment({to: CUSTOMER, amount: bound(paid, 0, amount)});
        vm.startPrank(ending.module);
        REGISTRY.slash(ending.provider, amount, payments);
        if (amount != ending.amount) REGISTRY.unlock(ending.provider, ending.amount - amount, address(0), NATIVE);
        vm.stopPrank();
        poolOf[ending.provider] -= amount;
        ++done["slash"];
    }

    /// @notice A pool that nobody leaves and no job needs is lost whole.
    function ruin(uint256 whom, bool really) external {
        address provider = holders[whom % 2];
        IProviderRegistry.Provider memory state = REGISTRY.providerOf(provider);
        if (!really || state.closed || state.leaving + state.locked != 0 || state.active == 0) return;
        IProviderRegistry.Demand memory demand;
        vm.startPrank(modules[0]);
        REGISTRY.lock(provider, provider, state.active, demand);
        REGISTRY.slash(provider, state.active, new Payment[](0));
        vm.stopPrank();
        vm.assertEq(poolOf[provider], state.active, "all of it");
        poolOf[provider] = 0;
        ++done["ruin"];
    }

    function _take(uint256 which) private returns (Lock memory taken) {
        which %= locks.length;
        taken = locks[which];
        locks[which] = locks[locks.length - 1];
        locks.pop();
    }

    /* WHAT MUST STAND */

    function lockedOf(address module, address provider) external view returns (uint256 sum) {
        for (uint256 i; i < locks.length; ++i) {
            if (locks[i].module == module && locks[i].provider == provider) sum += locks[i].amount;
        }
    }

    /// @notice Ends all locks; then everybody leaves and collects.
    function drain() external {
        while (locks.length != 0) {
            Lock memory ending = _take(0);
            vm.prank(ending.module);
            REGISTRY.unlock(ending.provider, ending.amount, address(0), NATIVE);
        }
        for (uint256 p; p < 2; ++p) {
            for (uint256 h; h < HOLDERS; ++h) {
                vm.prank(holders[h]);
                // Shares that are worth less than a wei leave too; without shares there is nothing to ask for.
                try REGISTRY.requestUnbond(holders[p], type(uint128).max) {} catch {} // solhint-disable-line no-empty-blocks
            }
        }
        vm.warp(block.timestamp + UNBONDING);
        for (uint256 p; p < 2; ++p) {
            for (uint256 h; h < HOLDERS; ++h) {
                if (REGISTRY.holdingOf(holders[p], holders[h]).unbondsAt != 0) {
                    REGISTRY.withdrawUnbonded(holders[p], holders[h]);
                }
                earningsOf[0] -= REGISTRY.collect(holders[p], holders[h], NATIVE);
                earningsOf[BLACK.id()] -= REGISTRY.collect(holders[p], holders[h], BLACK);
            }
        }
    }
}
