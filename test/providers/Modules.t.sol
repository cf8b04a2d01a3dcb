// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Payment} from "../../contracts/interfaces/IVault.sol";
import {Sketch} from "../../contracts/libraries/Sketch.sol";
import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {ProviderTest} from "./ProviderTest.sol";

/// @notice Locks, slashes and reputation, and who may bring them about.
contract ModulesTest is ProviderTest {
    function _fresh() private returns (ProviderRegistry) {
        return new ProviderRegistry(address(manager), vault, black, UNBONDING, EPOCH);
    }

    function _paymentsTo(address to, uint256 amount) private pure returns (Payment[] memory payments) {
        payments = new Payment[](1);
        payments[0] = Payment({to: to, amount: amount});
    }

    function _assertRefused(bytes memory reason, uint128 amount, IProviderRegistry.Demand memory demand) private {
        vm.assertEq(providers.canLock(escrow, provider, operator, amount, demand), reason);
        vm.expectRevert(reason);
        vm.prank(escrow);
        providers.lock(provider, operator, amount, demand);
    }

    /* WHO IS A MODULE */

    function test_ModulesAreActiveAtOnceUntilAnybodyStakes() public {
        ProviderRegistry fresh = _fresh();
        vm.expectEmit(address(fresh));
        emit IProviderRegistry.ModuleAnnounced(alice, uint64(block.timestamp));
        fresh.addModule(alice);
        fresh.addModule(bob);
        vm.assertEq(fresh.moduleActiveAt(bob), block.timestamp);
        vm.startPrank(carol);
        vault.setOperator(address(fresh), true);
        fresh.stake(1, operator);
        vm.stopPrank();
        fresh.addModule(stranger);
        vm.assertEq(fresh.moduleActiveAt(stranger), block.timestamp + UNBONDING);

        // Nobody has any stake left, but somebody may have it under way.
        vm.prank(carol);
        fresh.requestUnbond(carol, 1);
        fresh.addModule(requester);
        vm.assertEq(fresh.moduleActiveAt(requester), block.timestamp + UNBONDING);
    }

    function test_LaterModuleWaitsForTheUnbondingPeriod() public {
        uint64 activeAt = uint64(block.timestamp) + UNBONDING;
        providers.addModule(alice);
        vm.warp(activeAt - 1);
        bytes memory reason = abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, alice);
        vm.assertEq(providers.canLock(alice, provider, operator, 1, noDemand()), reason);
        vm.expectRevert(reason);
        lock(alice, 1);
        vm.warp(activeAt);
        vm.assertEq(providers.canLock(alice, provider, operator, 1, noDemand()), "");
        lock(alice, 1);
    }

    function testFuzz_RevertWhen_AStrangerActsAsAModule(address caller) public {
        vm.assume(caller != escrow && caller != referees);
        bytes memory reason = abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, caller);
        vm.expectRevert(reason);
        lock(caller, 1);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        providers.unlock(provider, 0, alice, NATIVE);
        vm.expectRevert(reason);
        providers.slash(provider, 0, new Payment[](0));
        vm.stopPrank();
        vm.assertEq(providers.providerOf(provider).reputation, 0);
    }

    function test_RemovedModuleKeepsItsLocksAndLocksNoMore() public {
        lock(referees, 3 ether);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ModuleRemoved(referees);
        providers.removeModule(referees);
        vm.assertEq(providers.moduleActiveAt(referees), 0);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, referees));
        lock(referees, 1);
        vm.assertEq(providers.freeStake(provider), STAKE - 3 ether, "its locks count");
        unlock(referees, 1 ether);
        slashLocked(referees, 2 ether);
        vm.assertEq(providers.freeStake(provider), STAKE - 2 ether);

        providers.addModule(referees);
        vm.assertEq(providers.moduleActiveAt(referees), block.timestamp + UNBONDING, "back, with notice");
    }

    /// @dev Of the first module another slot than its own tells that it is active.
    function test_TheFirstModuleCanBeRemovedAndComeBack() public {
        lock(escrow, 3 ether);
        providers.removeModule(escrow);
        bytes memory reason = abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, escrow);
        _assertRefused(reason, 1, noDemand());
        (, uint256 total) = providers.ticketWeight(provider);
        vm.assertEq(total, STAKE);
        unlock(escrow, 1 ether);
        stake(provider, 1 ether);
        providers.addModule(escrow);
        vm.warp(block.timestamp + UNBONDING - 1);
        _assertRefused(reason, 1, noDemand());
        vm.warp(block.timestamp + 1);
        lock(escrow, 1 ether);
        vm.assertEq(providers.lockedBy(escrow, provider), 3 ether);
        (, total) = providers.ticketWeight(provider);
        vm.assertEq(total, STAKE + 1 ether);
    }

    /// @dev Where somebody staked before, the first module waits like any other.
    function test_AFirstModuleThatComesLateWaits() public {
        ProviderRegistry fresh = _fresh();
        vm.startPrank(alice);
        vault.setOperator(address(fresh), true);
        fresh.stake(5 ether, operator);
        vm.stopPrank();
        fresh.addModule(escrow);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, escrow));
        vm.prank(escrow);
        fresh.lock(alice, operator, 1, noDemand());
        vm.warp(block.timestamp + UNBONDING);
        vm.prank(escrow);
        (uint256 weight, uint256 total) = fresh.lock(alice, operator, 1 ether, noDemand());
        vm.assertEq(weight, 5 ether, "as it was before the lock");
        vm.assertEq(total, 5 ether);
        (weight, ) = fresh.ticketWeight(alice);
        vm.assertEq(weight, 4 ether);
    }

    function test_RevertWhen_ModuleIsKnownOrNotOrZero() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ModuleKnown.selector, escrow));
        providers.addModule(escrow);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, alice));
        providers.removeModule(alice);
        ProviderRegistry fresh = _fresh();
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ZeroModule.selector));
        fresh.addModule(address(0));
    }

    function test_RevertWhen_ThereAreTooManyModules() public {
        for (uint160 i = 1; i < 5; ++i) providers.addModule(address(i));
        vm.warp(block.timestamp + UNBONDING);
        lock(escrow, 1);
        lock(referees, 2);
        for (uint160 i = 1; i < 5; ++i) lock(address(i), 4 << i);
        vm.assertEq(providers.providerOf(provider).locked, 127 - 4, "all of them are counted");
        for (uint160 i = 1; i < 5; ++i) vm.assertEq(providers.lockedBy(address(i), provider), 4 << i);
        unlock(address(2), 16);
        slashLocked(address(4), 64);
        vm.assertEq(providers.providerOf(provider).locked, 127 - 4 - 16 - 64);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_TooManyModules.selector, 6));
        providers.addModule(address(5));
        providers.removeModule(address(4));
        providers.addModule(address(4));
    }

    function testFuzz_RevertWhen_CallerDoesNotGovern(address caller) public {
        vm.assume(caller != address(this));
        bytes memory reason = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        providers.addModule(alice);
        vm.expectRevert(reason);
        providers.removeModule(escrow);
        vm.stopPrank();
    }

    function test_NoModulesNoLocks() public {
        ProviderRegistry fresh = _fresh();
        vm.startPrank(alice);
        vault.setOperator(address(fresh), true);
        fresh.stake(5, operator);
        vm.assertEq(fresh.freeStake(alice), 5);
        fresh.requestUnbond(alice, 5);
        vm.warp(block.timestamp + UNBONDING);
        vm.assertEq(fresh.withdrawUnbonded(alice, alice), 5);
    }

    /* LOCKS */

    function testFuzz_ModulesShareTheFreeStakeButNotTheirLocks(uint128 first, uint128 second) public {
        first = uint128(bound(first, 1, STAKE - 1));
        second = uint128(bound(second, 1, STAKE - first));
        lock(escrow, first);
        lock(referees, second);
        vm.assertEq(providers.lockedBy(escrow, provider), first);
        vm.assertEq(providers.lockedBy(referees, provider), second);
        vm.assertEq(providers.providerOf(provider).locked, first + second);
        uint256 free = STAKE - first - second;
        vm.assertEq(providers.freeStake(provider), free);
        (uint256 weight, ) = providers.ticketWeight(provider);
        vm.assertEq(weight, free);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_InsufficientStake.selector,
            provider,
            free,
            free + 1
        );
        vm.expectRevert(reason);
        lock(referees, free + 1);
        _assertRefused(reason, uint128(free + 1), noDemand());

        vm.startPrank(referees);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_UnlockAboveLock.selector,
                provider,
                second,
                second + 1
            )
        );
        providers.unlock(provider, second + 1, address(0), NATIVE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_SlashAboveLock.selector,
                provider,
                second,
                second + 1
            )
        );
        providers.slash(provider, second + 1, new Payment[](0));
        providers.unlock(provider, second, address(0), NATIVE);
        vm.stopPrank();
        vm.assertEq(providers.freeStake(provider), STAKE - first);
        unlock(escrow, first);
        vm.assertEq(providers.freeStake(provider), STAKE);
    }

    /// @dev While another module has a lock, its bit in the pool's first slot tells so; afterwards the first module is spared its slots.
    function testFuzz_ABitTellsWhetherOthersHaveLocks(bool slashed) public {
        lock(escrow, 1);
        vm.assertEq(_flags(), 0);
        lock(referees, 2);
        vm.assertEq(_flags(), 8);
        unlock(referees, 1);
        vm.assertEq(_flags(), 8);
        if (slashed) slashLocked(referees, 1);
        else unlock(referees, 1);
        vm.assertEq(_flags(), 0);
    }

    /// @dev While stake that was added may not count for tickets, a bit tells so; the first lock after that spares later tickets a slot.
    function testFuzz_ABitTellsWhetherStakeWasMoved(bool first) public {
        address module = first ? escrow : referees;
        uint256 locks = first ? 0 : 8;
        vm.assertEq(_flags(), 4, "staked");
        lock(module, 1);
        vm.assertEq(_flags(), locks, "two epochs ago");
        stake(provider, 1);
        vm.assertEq(_flags(), 4 + locks);
        vm.warp(block.timestamp + EPOCH);
        lock(module, 1);
        vm.assertEq(_flags(), 4 + locks, "an epoch ago");
        vm.warp(block.timestamp + EPOCH);
        lock(module, 1);
        vm.assertEq(_flags(), locks);
    }

    /// @dev The registry keeps its pools in slot 3, and their flags in the highest bits of the first slot.
    function _flags() private view returns (uint256) {
        return uint256(vm.load(address(providers), keccak256(abi.encode(provider, 3)))) >> 248;
    }

    function testFuzz_RevertWhen_TheCallerIsNotTheProviders(address caller) public {
        vm.assume(caller != provider && caller != operator);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NotOperator.selector,
            provider,
            caller
        );
        vm.assertEq(providers.canLock(escrow, provider, caller, 1, noDemand()), reason);
        vm.startPrank(escrow);
        vm.expectRevert(reason);
        providers.lock(provider, caller, 1, noDemand());
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotRegistered.selector, stranger));
        providers.lock(stranger, stranger, 1, noDemand());
        providers.lock(provider, provider, 1, noDemand());
    }

    function testFuzz_RevertWhen_ThePriceIsBelowTheAsk(uint128 ask, uint256 price, Currency currency) public {
        ask = uint128(bound(ask, 1, type(uint128).max));
        price = bound(price, 0, ask - 1);
        vm.prank(operator);
        providers.setAsk(provider, currency, ask);
        IProviderRegistry.Demand memory demand = IProviderRegistry.Demand(currency, price, 0);
        _assertRefused(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_BelowAsk.selector, provider, price, ask),
            1,
            demand
        );
        demand.price = ask;
        vm.startPrank(escrow);
        providers.lock(provider, operator, 1, demand);
        (demand.currency, demand.price) = (Currency.wrap(currency.id() ^ 1), 0);
        providers.lock(provider, operator, 1, demand);
        demand.price = type(uint256).max;
        providers.lock(provider, operator, 1, demand);
    }

    function testFuzz_RevertWhen_CapabilitiesAreMissing(uint64 has, uint64 missing) public {
        missing = uint64(bound(missing, 1, type(uint64).max)) & ~has;
        vm.assume(missing != 0);
        vm.prank(operator);
        providers.setCapabilities(provider, has);
        IProviderRegistry.Demand memory demand = IProviderRegistry.Demand(NATIVE, 0, has | missing);
        _assertRefused(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_MissingCapabilities.selector,
                provider,
                has,
                has | missing
            ),
            1,
            demand
        );
        demand.capabilities = has;
        vm.prank(escrow);
        providers.lock(provider, operator, 1, demand);
    }

    /* SLASHES */

    function testFuzz_SlashPaysAndBurns(uint128 amount, uint128 paid) public {
        amount = uint128(bound(amount, 1, STAKE));
        paid = uint128(bound(paid, 0, amount));
        lock(escrow, amount);
        uint256 supply = black.totalSupply();
        vm.expectEmit(address(providers));
        emit IProviderRegistry.Slashed(provider, escrow, amount, amount - paid, STAKE - amount, 0);
        vm.prank(escrow);
        providers.slash(provider, amount, _paymentsTo(requester, paid));

        assertCredits(requester, blackCurrency(), paid);
        assertCredits(address(providers), blackCurrency(), STAKE - amount);
        vm.assertEq(black.totalSupply(), supply - (amount - paid));
        vm.assertEq(providers.providerOf(provider).active, STAKE - amount);
        vm.assertEq(providers.lockedBy(escrow, provider), 0);
        (, uint256 total) = providers.ticketWeight(provider);
        vm.assertEq(total, STAKE - amount);
    }

    function testFuzz_RevertWhen_PaymentsExceedTheSlash(uint128 amount, uint128 paid) public {
        amount = uint128(bound(amount, 1, STAKE));
        paid = uint128(bound(paid, uint256(amount) + 1, type(uint128).max));
        lock(escrow, amount);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_PaymentsAboveSlash.selector,
                provider,
                paid,
                amount
            )
        );
        vm.prank(escrow);
        providers.slash(provider, amount, _paymentsTo(requester, paid));
    }

    /* REPUTATION */

    function _serve(address module, address customer) private {
        lock(module, 1);
        vm.prank(module);
        providers.unlock(provider, 1, customer, NATIVE);
    }

    function testFuzz_EachCustomerCountsOnce(address customer) public {
        vm.assume(customer != address(0) && customer != provider);
        _serve(escrow, customer);
        _serve(escrow, customer);
        _serve(referees, customer);
        vm.assertEq(providers.providerOf(provider).reputation, 1);
        (uint256 weight, uint256 total) = providers.ticketWeight(provider);
        vm.assertEq(weight, STAKE + (uint256(STAKE) * 2_500) / 10_000 / 152);
        vm.assertEq(total, STAKE);
    }

    function test_NobodyAndItselfDoNotCount() public {
        _serve(escrow, address(0));
        _serve(escrow, provider);
        vm.assertEq(providers.providerOf(provider).reputation, 0);
    }

    function test_ReputationIsBoundedAndKeptByTheFirstModule() public {
        for (uint160 i = 1; i <= 1_500; ++i) _serve(i % 2 == 0 ? escrow : referees, address(i));
        vm.assertEq(providers.providerOf(provider).reputation, providers.REPUTATION_SIZE());
        (uint256 weight, ) = providers.ticketWeight(provider);
        vm.assertEq(weight, STAKE + (uint256(STAKE) * providers.MAX_BONUS_BPS()) / 10_000);
        vm.assertEq(providers.lockedBy(escrow, provider), 0);
        lock(referees, STAKE);
        (weight, ) = providers.ticketWeight(provider);
        vm.assertEq(weight, 0, "without free stake it weighs nothing");
    }

    function testFuzz_ASlashEndsReputation(bool byReferees) public {
        for (uint160 i = 1; i <= 20; ++i) _serve(escrow, address(i));
        vm.assertGt(providers.providerOf(provider).reputation, 10);
        address module = byReferees ? referees : escrow;
        lock(module, 1);
        slashLocked(module, 1);
        vm.assertEq(providers.providerOf(provider).reputation, 0);
        _serve(escrow, alice);
        vm.assertEq(providers.providerOf(provider).reputation, 1);
        vm.assertEq(Sketch.SIZE, 152);
    }
}
