// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {CoreTest} from "../support/CoreTest.sol";
import {ProviderHandler} from "./ProviderHandler.sol";

/// @notice The invariants of pools of stake in the README.
contract ProvidersInvariantTest is CoreTest {
    ProviderRegistry private providers;
    ProviderHandler private handler;
    address[] private modules;

    function setUp() public override {
        super.setUp();
        vm.warp(1_800_000_000);
        providers = new ProviderRegistry(address(manager), vault, black, 14 days, 1 days);
        modules = [alice, bob, carol];
        for (uint256 i; i < 3; ++i) providers.addModule(modules[i]);
        handler = new ProviderHandler(providers, vault, modules);
        for (uint256 i; i < handler.holderCount(); ++i) {
            address holder = handler.holders(i);
            credit(blackCurrency(), holder, 1_000_000 ether);
            vm.prank(holder);
            vault.setOperator(address(providers), true);
        }
        credit(blackCurrency(), address(handler), 1_000_000 ether);
        credit(NATIVE, address(handler), 1_000_000 ether);
        // Pools that are in use: a run is short.
        for (uint256 i; i < 2; ++i) {
            handler.stake(i, 500 ether);
            handler.setCommission(i, 1_000);
            for (uint256 h = 2; h < 5; ++h) handler.delegate(h, i, uint128(h * 100 ether + i));
        }
        targetContract(address(handler));
        bytes4[] memory steps = new bytes4[](12);
        steps[0] = ProviderHandler.pass.selector;
        steps[1] = ProviderHandler.stake.selector;
        steps[2] = ProviderHandler.delegate.selector;
        steps[3] = ProviderHandler.requestUnbond.selector;
        steps[4] = ProviderHandler.cancelUnbond.selector;
        steps[5] = ProviderHandler.withdraw.selector;
        steps[6] = ProviderHandler.collect.selector;
        steps[7] = ProviderHandler.setCommission.selector;
        steps[8] = ProviderHandler.lock.selector;
        steps[9] = ProviderHandler.unlock.selector;
        steps[10] = ProviderHandler.slash.selector;
        steps[11] = ProviderHandler.ruin.selector;
        targetSelectors(address(handler), steps);
    }

    function invariant_ClaimsArePoolsAndEarnings() public view {
        uint256 pools;
        uint256 active;
        for (uint256 p; p < 2; ++p) {
            address provider = handler.holders(p);
            IProviderRegistry.Provider memory state = providers.providerOf(provider);
            uint256 pool = uint256(state.active) + state.leaving;
            vm.assertEq(pool, handler.poolOf(provider), "pool");
            pools += pool;
            active += state.active;
        }
        assertCredits(address(providers), blackCurrency(), pools + handler.earningsOf(blackCurrency().id()));
        assertCredits(address(providers), NATIVE, handler.earningsOf(0));
        (, uint256 total) = providers.ticketWeight(alice);
        vm.assertEq(total, active, "total");
    }

    function invariant_EarningsAreCovered() public view {
        _assertCovered(NATIVE);
        _assertCovered(blackCurrency());
    }

    function _assertCovered(Currency currency) private view {
        uint256 sum;
        for (uint256 p; p < 2; ++p) {
            for (uint256 h; h < handler.holderCount(); ++h) {
                sum += providers.collectable(handler.holders(p), handler.holders(h), currency);
            }
        }
        vm.assertLe(sum, handler.earningsOf(currency.id()), "earnings");
    }

    function invariant_HoldersArePartsOfTheirPool() public view {
        for (uint256 p; p < 2; ++p) {
            address provider = handler.holders(p);
            IProviderRegistry.Provider memory state = providers.providerOf(provider);
            uint256 active;
            uint256 leaving;
            for (uint256 h; h < handler.holderCount(); ++h) {
                IProviderRegistry.Holding memory holding = providers.holdingOf(provider, handler.holders(h));
                active += holding.active;
                leaving += holding.leaving;
            }
            uint256 count = handler.holderCount();
            vm.assertLe(active, state.active, "active");
            vm.assertGe(active + count, state.active, "active, rounded down");
            // The pool's own parting rounds down what is active, so up what is leaving.
            vm.assertLe(leaving, uint256(state.leaving), "leaving");
            vm.assertGe(leaving + count, state.leaving, "leaving, rounded down");
        }
    }

    /// @dev Read from storage: `shares` and `leavingShares` of a pool, and those of its holders.
    function invariant_SharesSumAndAreNoFewerThanWei() public view {
        for (uint256 p; p < 2; ++p) {
            address provider = handler.holders(p);
            uint256 pool = uint256(keccak256(abi.encode(provider, _POOLS)));
            (uint256 shares, uint256 leaving, uint256 generation) = _poolAt(pool);
            uint256 activeSum;
            uint256 leavingSum;
            for (uint256 h; h < handler.holderCount(); ++h) {
                (uint256 active, uint256 left, uint256 since) = _holderAt(handler.holders(h), pool);
                if (since != generation) continue;
                activeSum += active;
                leavingSum += left;
            }
            vm.assertEq(leavingSum, leaving, "leaving shares");
            vm.assertEq(activeSum, shares - leaving, "active shares");
            vm.assertGe(shares, handler.poolOf(provider), "a share is worth a wei at most");
            vm.assertEq(shares == 0, handler.poolOf(provider) == 0, "empty");
        }
    }

    /// @dev Of the registry's storage: where its pools are, and in a pool its holders.
    uint256 private constant _POOLS = 3;
    uint256 private constant _HOLDERS = 5;

    function _word(uint256 slot) private view returns (uint256) {
        return uint256(vm.load(address(providers), bytes32(slot)));
    }

    /// @dev Shares, of them leaving, generation.
    function _poolAt(uint256 pool) private view returns (uint256 a, uint256 b, uint256 c) {
        uint256 word = _word(pool + 1);
        return (uint104(word), uint104(word >> 104), uint24(word >> 208));
    }

    /// @dev Active shares, leaving ones, generation.
    function _holderAt(address holder, uint256 pool) private view returns (uint256 a, uint256 b, uint256 c) {
        uint256 word = _word(uint256(keccak256(abi.encode(holder, pool + _HOLDERS))));
        return (uint112(word), uint112(word >> 112), word >> 224);
    }

    function invariant_LocksAreThoseOfModulesAndAreCovered() public view {
        for (uint256 p; p < 2; ++p) {
            address provider = handler.holders(p);
            IProviderRegistry.Provider memory state = providers.providerOf(provider);
            uint256 sum;
            for (uint256 m; m < 3; ++m) {
                uint256 locked = handler.lockedOf(modules[m], provider);
                vm.assertEq(providers.lockedBy(modules[m], provider), locked, "by module");
                sum += locked;
            }
            vm.assertEq(state.locked, sum, "sum");
            vm.assertLe(sum, uint256(state.active) + state.leaving, "locked <= active + leaving");
            uint256 free = state.closed || sum > state.active ? 0 : state.active - sum;
            vm.assertEq(providers.freeStake(provider), free, "free");
        }
    }

    function invariant_ClosedIfAndOnlyIfOwnStakeIsTooLow() public view {
        for (uint256 p; p < 2; ++p) {
            address provider = handler.holders(p);
            uint256 pool = uint256(keccak256(abi.encode(provider, _POOLS)));
            (uint256 shares, uint256 leaving, uint256 generation) = _poolAt(pool);
            (uint256 own, , uint256 since) = _holderAt(provider, pool);
            if (since != generation) own = 0;
            vm.assertEq(providers.providerOf(provider).closed, own * 10 < shares - leaving, "closed");
        }
    }

    function invariant_NobodyIsStuck() public view {
        vm.assertEq(handler.stuck(), 0);
    }

    function invariant_EverythingLeaves() public {
        uint256 snapshot = vm.snapshotState();
        uint256 id = blackCurrency().id();
        handler.drain();
        for (uint256 p; p < 2; ++p) {
            IProviderRegistry.Provider memory state = providers.providerOf(handler.holders(p));
            vm.assertEq(uint256(state.active) + state.leaving + state.locked, 0, "drained");
        }
        assertCredits(address(providers), blackCurrency(), handler.earningsOf(id));
        // What is left is what dividing lost: less than a unit for each time that a holder's earnings were added up.
        vm.assertLe(handler.earningsOf(id) + handler.earningsOf(0), 10_000, "dust");
        vm.revertToState(snapshot);
    }
}
