// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Payment} from "../../contracts/interfaces/IVault.sol";
import {ProviderTest} from "./ProviderTest.sol";

/// @notice Holders of a pool: in, out, and what slashes leave them.
contract DelegationTest is ProviderTest {
    /* IN */

    function testFuzz_DelegatedStakeWorksForTheProvider(uint128 amount) public {
        amount = uint128(bound(amount, 1, 9 * STAKE));
        vm.expectEmit(address(providers));
        emit IProviderRegistry.Staked(provider, alice, amount, amount, STAKE + amount);
        delegate(alice, amount);
        vm.assertEq(activeOf(alice), amount);
        vm.assertEq(activeOf(provider), STAKE);
        vm.assertEq(providers.freeStake(provider), STAKE + amount);
        assertCredits(address(providers), blackCurrency(), STAKE + amount);
        assertCredits(alice, blackCurrency(), CREDITS - amount);
        (, uint256 total) = providers.ticketWeight(provider);
        vm.assertEq(total, STAKE + amount);
    }

    function test_RevertWhen_DelegatingZero() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ZeroAmount.selector));
        delegate(alice, 0);
    }

    /// @dev It would take a part of the provider's pay: nine tenths with as much stake, and a wei is enough to make all of it wait in the pool.
    function test_RevertWhen_TheProviderDoesNotInvite() public {
        stake(stranger, STAKE);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_TakesNoDelegations.selector,
            stranger
        );
        vm.startPrank(alice);
        vm.expectRevert(reason);
        providers.delegate(stranger, 9 * STAKE);
        vm.expectRevert(reason);
        providers.delegate(stranger, 1);
        vm.stopPrank();
        vm.prank(stranger);
        providers.delegate(stranger, 1);

        delegate(alice, STAKE);
        setCommission(0);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_TakesNoDelegations.selector, provider)
        );
        delegate(alice, 1);
        vm.assertEq(activeOf(alice), STAKE, "who was invited stays");
        unbond(alice, ALL);
        vm.prank(alice);
        providers.cancelUnbond(provider);
        setCommission(INVITING);
        delegate(alice, 1);
    }

    /// @dev The provider's own stake is at least a tenth.
    function testFuzz_RevertWhen_OwnStakeWouldBeTooLow(uint128 amount) public {
        amount = uint128(bound(amount, 9 * STAKE + 1, CREDITS));
        uint256 needed = (uint256(STAKE) + amount + 9) / 10;
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_OwnStakeTooLow.selector, provider, STAKE, needed)
        );
        delegate(alice, amount);
    }

    /* CLOSED */

    function test_ProviderThatTakesItsOwnStakeOutIsClosed() public {
        delegate(alice, 9 * STAKE);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ProviderClosed(provider, true);
        unbond(provider, 1);
        vm.assertTrue(providers.providerOf(provider).closed);
        vm.assertEq(providers.freeStake(provider), 0);
        (uint256 weight, uint256 total) = providers.ticketWeight(provider);
        vm.assertEq(weight, 0);
        vm.assertEq(total, 10 * STAKE - 1);
        bytes memory reason = abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_Closed.selector, provider);
        vm.assertEq(providers.canLock(escrow, provider, operator, 1, noDemand()), reason);
        vm.expectRevert(reason);
        lock(escrow, 1);

        // Others that leave open it again, and so does the provider.
        uint256 snapshot = vm.snapshotState();
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ProviderClosed(provider, false);
        unbond(alice, 9);
        lock(escrow, 1);
        vm.revertToState(snapshot);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ProviderClosed(provider, false);
        vm.prank(provider);
        providers.cancelUnbond(provider);
        lock(escrow, 1);
    }

    /// @dev Otherwise who holds much could leave, let others in, come back, and so close the provider.
    function test_RevertWhen_ComingBackWouldCloseTheProvider() public {
        delegate(alice, 9 * STAKE);
        unbond(alice, ALL);
        delegate(bob, 9 * STAKE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_OwnStakeTooLow.selector,
                provider,
                STAKE,
                (uint256(STAKE) * 19) / 10
            )
        );
        vm.prank(alice);
        providers.cancelUnbond(provider);
        vm.warp(block.timestamp + UNBONDING);
        vm.assertEq(withdraw(alice), 9 * STAKE);
    }

    function test_EverybodyMayLeaveAndThePoolBeginsAgain() public {
        delegate(alice, STAKE);
        unbond(provider, ALL);
        vm.assertTrue(providers.providerOf(provider).closed);
        unbond(alice, ALL);
        vm.assertFalse(providers.providerOf(provider).closed, "nothing to be a part of");
        vm.warp(block.timestamp + UNBONDING);
        vm.assertEq(withdraw(alice), STAKE);
        vm.assertEq(withdraw(provider), STAKE);
        assertCredits(address(providers), blackCurrency(), 0);
        (, uint256 total) = providers.ticketWeight(provider);
        vm.assertEq(total, 0);

        stake(provider, 5);
        delegate(alice, 7);
        vm.assertEq(activeOf(provider), 5);
        vm.assertEq(activeOf(alice), 7);
        vm.assertEq(leavingOf(alice), 0);
    }

    /* OUT */

    function testFuzz_UnbondTakesItsTime(uint128 first, uint128 second, uint32 pause) public {
        delegate(alice, STAKE);
        first = uint128(bound(first, 1, STAKE - 1));
        second = uint128(bound(second, 1, STAKE - first));
        unbond(alice, first);
        vm.warp(block.timestamp + bound(pause, 0, UNBONDING));
        uint64 unbondsAt = uint64(block.timestamp) + UNBONDING;
        vm.expectEmit(address(providers));
        emit IProviderRegistry.UnbondRequested(provider, alice, second, second, first + second, unbondsAt);
        unbond(alice, second);
        IProviderRegistry.Provider memory p = providers.providerOf(provider);
        vm.assertEq(p.active, 2 * STAKE - first - second);
        vm.assertEq(p.leaving, first + second);
        vm.assertEq(providers.freeStake(provider), p.active, "locks no more");
        IProviderRegistry.Holding memory h = providers.holdingOf(provider, alice);
        vm.assertEq(h.active, STAKE - first - second);
        vm.assertEq(h.leaving, first + second);
        vm.assertEq(h.unbondsAt, unbondsAt);

        vm.warp(unbondsAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_StillUnbonding.selector, provider, unbondsAt)
        );
        withdraw(alice);
        vm.warp(unbondsAt);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.Unbonded(provider, alice, first + second);
        vm.prank(stranger);
        vm.assertEq(withdraw(alice), first + second);
        assertCredits(alice, blackCurrency(), CREDITS - STAKE + first + second);
        vm.assertEq(providers.holdingOf(provider, alice).unbondsAt, 0);
        vm.assertEq(providers.providerOf(provider).leaving, 0);
    }

    function testFuzz_RevertWhen_UnbondingMoreThanIsHeld(uint128 amount) public {
        delegate(alice, STAKE);
        amount = uint128(bound(amount, STAKE + 1, ALL - 1));
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_InsufficientHolding.selector,
                provider,
                alice,
                STAKE,
                amount
            )
        );
        unbond(alice, amount);
    }

    function test_RevertWhen_UnbondingWithoutAHolding() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_InsufficientHolding.selector,
                provider,
                alice,
                0,
                ALL
            )
        );
        unbond(alice, ALL);
    }

    function test_RevertWhen_UnbondingZero() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ZeroAmount.selector));
        unbond(provider, 0);
    }

    function test_CancelUnbondPutsTheStakeBackToWork() public {
        delegate(alice, STAKE);
        unbond(alice, 30 ether);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.UnbondCancelled(provider, alice, 30 ether, 30 ether);
        vm.prank(alice);
        providers.cancelUnbond(provider);
        vm.assertEq(providers.freeStake(provider), 2 * STAKE);
        vm.assertEq(activeOf(alice), STAKE);
        vm.assertEq(providers.holdingOf(provider, alice).unbondsAt, 0);
    }

    function test_RevertWhen_NothingIsUnbonding() public {
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NothingUnbonding.selector,
            provider,
            provider
        );
        vm.expectRevert(reason);
        vm.prank(provider);
        providers.cancelUnbond(provider);
        vm.expectRevert(reason);
        withdraw(provider);
    }

    /* OUT, WHILE JOBS HAVE LOCKS */

    /// @dev What the rest of the pool covers keeps nobody.
    function testFuzz_StakeThatNoLockNeedsLeaves(uint128 amount, uint128 locked) public {
        delegate(alice, STAKE);
        amount = uint128(bound(amount, 1, STAKE));
        locked = uint128(bound(locked, 1, 2 * STAKE - amount));
        lock(escrow, locked);
        unbond(alice, amount);
        vm.warp(block.timestamp + UNBONDING);
        vm.assertEq(withdraw(alice), amount);
        vm.assertEq(providers.providerOf(provider).locked, locked);
    }

    function testFuzz_LocksThatNeedTheStakeKeepItUntilTheyEnd(uint128 amount, uint128 locked) public {
        delegate(alice, STAKE);
        amount = uint128(bound(amount, 1, STAKE));
        locked = uint128(bound(locked, 2 * STAKE - amount + 1, 2 * STAKE));
        lock(escrow, locked);
        unbond(alice, amount);
        vm.assertEq(providers.freeStake(provider), 0);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_InsufficientStake.selector, provider, 0, 1)
        );
        lock(referees, 1);
        vm.warp(block.timestamp + UNBONDING);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_StillLocked.selector,
                provider,
                locked,
                2 * STAKE - amount
            )
        );
        withdraw(alice);
        unlock(escrow, locked - (2 * STAKE - amount));
        vm.assertEq(withdraw(alice), amount);
        vm.assertEq(providers.providerOf(provider).locked, providers.providerOf(provider).active);
    }

    /// @dev The provider locks again all that it can as soon as it can, and an accomplice lends stake for it: Alice waits for nothing that is
    /// younger than her request.
    function test_LaterLocksAndLeaversKeepNobody() public {
        delegate(alice, STAKE);
        lock(escrow, 2 * STAKE);
        unbond(alice, ALL);
        vm.warp(block.timestamp + UNBONDING);
        unlock(escrow, STAKE);
        // From here on what is left of her locks is covered. Bob lends stake, it is locked, and he asks to leave.
        delegate(bob, STAKE);
        lock(escrow, STAKE);
        unbond(bob, ALL);
        vm.assertGt(providers.providerOf(provider).locked, providers.providerOf(provider).active, "short again");
        vm.warp(block.timestamp + UNBONDING);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_StillLocked.selector, provider, 2 * STAKE, STAKE)
        );
        withdraw(bob);
        vm.assertEq(withdraw(alice), STAKE);
        slashLocked(escrow, 2 * STAKE);
        vm.assertEq(activeOf(provider) + leavingOf(bob), 0, "what was lent for locks is lost with them");
    }

    /// @dev Two that leave in one shortfall wait alike, neither behind the other.
    function test_LeaversOfOneShortfallWaitForTheSameLocks() public {
        delegate(alice, STAKE);
        delegate(bob, STAKE);
        lock(escrow, 3 * STAKE);
        unbond(alice, ALL);
        unbond(bob, ALL);
        vm.warp(block.timestamp + UNBONDING);
        unlock(escrow, 2 * STAKE - 1);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_StillLocked.selector,
            provider,
            STAKE + 1,
            STAKE
        );
        vm.expectRevert(reason);
        withdraw(alice);
        vm.expectRevert(reason);
        withdraw(bob);
        unlock(escrow, 1);
        withdraw(bob);
        withdraw(alice);
    }

    /* SLASHES */

    function testFuzz_ASlashTakesFromAllAlike(uint128 delegated, uint128 leaving, uint128 amount) public {
        delegated = uint128(bound(delegated, 1, 9 * STAKE));
        leaving = uint128(bound(leaving, 1, delegated));
        delegate(alice, delegated);
        uint256 sum = uint256(STAKE) + delegated;
        amount = uint128(bound(amount, 1, sum - leaving));
        lock(escrow, amount);
        unbond(alice, leaving);
        slashLocked(escrow, amount);

        IProviderRegistry.Provider memory p = providers.providerOf(provider);
        vm.assertEq(uint256(p.active) + p.leaving, sum - amount);
        assertCredits(address(providers), blackCurrency(), sum - amount);
        vm.assertEq(p.locked, 0);
        _assertPart(activeOf(provider), STAKE, sum, amount);
        _assertPart(activeOf(alice), delegated - leaving, sum, amount);
        _assertPart(leavingOf(alice), leaving, sum, amount);
        vm.assertLe(activeOf(provider) + activeOf(alice) + leavingOf(alice), sum - amount);
    }

    function _assertPart(uint256 now_, uint256 before, uint256 sum, uint256 slashed) private pure {
        vm.assertEq(now_, (before * (sum - slashed)) / sum, "rounded down");
    }

    /// @dev The last to leave gets what rounding left, so nothing stays behind.
    function testFuzz_EverythingLeavesAfterASlash(uint128 a, uint128 b, uint128 slashed, uint8 order) public {
        a = uint128(bound(a, 1, 4 * STAKE));
        b = uint128(bound(b, 1, 4 * STAKE));
        delegate(alice, a);
        delegate(bob, b);
        slash(bound(slashed, 1, uint256(STAKE) + a + b));
        address[3] memory holders = [provider, alice, bob];
        bool gone = providers.providerOf(provider).active == 0;
        for (uint256 i; i < 3; ++i) {
            if (!gone) unbond(holders[i], ALL);
        }
        vm.warp(block.timestamp + UNBONDING);
        for (uint256 i; i < 3; ++i) {
            if (!gone) withdraw(holders[(i + order) % 3]);
        }
        assertCredits(address(providers), blackCurrency(), 0);
    }

    function test_APoolSlashedToNothingBeginsAgain() public {
        delegate(alice, STAKE);
        unbond(alice, 10 ether);
        slash(2 * STAKE - 10 ether);
        IProviderRegistry.Provider memory p = providers.providerOf(provider);
        vm.assertEq(uint256(p.active) + p.leaving, 10 ether, "the leaving stake paid its part of what was locked");

        // What is leaving locks nothing: it has to come back first.
        vm.prank(alice);
        providers.cancelUnbond(provider);
        slash(10 ether);
        p = providers.providerOf(provider);
        vm.assertEq(uint256(p.active) + p.leaving, 0);
        vm.assertFalse(p.closed);
        vm.assertEq(activeOf(alice) + leavingOf(alice) + activeOf(provider), 0);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NothingUnbonding.selector,
            provider,
            alice
        );
        vm.warp(block.timestamp + UNBONDING);
        vm.expectRevert(reason);
        withdraw(alice);
        vm.expectRevert(reason);
        vm.prank(alice);
        providers.cancelUnbond(provider);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_InsufficientHolding.selector,
                provider,
                alice,
                0,
                ALL
            )
        );
        unbond(alice, ALL);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_OwnStakeTooLow.selector, provider, 0, 1)
        );
        delegate(bob, 1);

        // Who stakes now has all of it: old shares weigh nothing.
        stake(provider, 100);
        delegate(bob, 50);
        delegate(alice, 25);
        vm.assertEq(activeOf(provider), 100);
        vm.assertEq(activeOf(bob), 50);
        vm.assertEq(activeOf(alice), 25);
        vm.assertEq(providers.freeStake(provider), 175);
        slash(70);
        vm.assertEq(activeOf(provider), 60);
        vm.assertEq(activeOf(bob), 30);
        vm.assertEq(activeOf(alice), 15);
    }

    /// @dev Stake that was leaving a pool that was slashed to nothing is gone: it takes nothing of those that leave the next.
    function test_RevertWhen_WhatWasLeavingWasLost() public {
        delegate(alice, STAKE);
        lock(escrow, 2 * STAKE);
        unbond(alice, ALL);
        slashLocked(escrow, 2 * STAKE);
        vm.assertEq(leavingOf(alice), 0);
        vm.assertEq(providers.holdingOf(provider, alice).unbondsAt, 0);
        stake(provider, STAKE);
        delegate(bob, STAKE);
        unbond(bob, ALL);
        vm.warp(block.timestamp + UNBONDING);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NothingUnbonding.selector, provider, alice)
        );
        withdraw(alice);
        vm.assertEq(withdraw(bob), STAKE);
    }

    /// @dev A pool slashed to next to nothing takes no stake whose shares could not be counted, but lets everybody out, and begins again.
    function test_RevertWhen_SlashesLeftNextToNothing() public {
        delegate(alice, STAKE);
        slash(2 * STAKE - 2);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_PoolSpent.selector, provider));
        stake(provider, STAKE);
        stake(provider, 1e9);
        vm.assertEq(activeOf(provider), 1e9 + 1);
        unbond(provider, ALL);
        unbond(alice, ALL);
        vm.warp(block.timestamp + UNBONDING);
        withdraw(provider);
        withdraw(alice);
        assertCredits(address(providers), blackCurrency(), 0);
        stake(provider, STAKE);
        vm.assertEq(activeOf(provider), STAKE);
    }

    /* ROUNDING */

    /// @dev However a pool came to its rate: who comes in and goes out, or changes the kind of its stake, gains nothing and takes less
    /// than two wei of anybody's.
    function testFuzz_NobodyGainsByRounding(uint128 a, uint128 slashed, uint128 b, uint128 part) public {
        a = uint128(bound(a, 1, 2 * STAKE));
        delegate(alice, a);
        slash(bound(slashed, 1, uint256(STAKE) + a - 1));
        b = uint128(bound(b, 1, activeOf(provider) + 1));
        uint256 mine = activeOf(provider);
        uint256 hers = activeOf(alice);

        vm.assume(activeOf(provider) * 10 >= (mine + hers + b + 10));
        delegate(bob, b);
        uint256 his = activeOf(bob);
        vm.assertLe(his, b, "in");
        vm.assertGe(his + 1, b, "a wei at most is lost");
        _assertKept(mine, hers);
        if (his == 0) return;
        part = uint128(bound(part, 1, his));
        unbond(bob, part);
        vm.assertLe(activeOf(bob) + leavingOf(bob), b, "in two parts");
        vm.assertGe(leavingOf(bob), part, "what was asked for");
        _assertKept(mine, hers);
        vm.prank(bob);
        providers.cancelUnbond(provider);
        vm.assertEq(activeOf(bob), his, "and back");
        unbond(bob, ALL);
        vm.warp(block.timestamp + UNBONDING);
        vm.assertLe(withdraw(bob), b, "out");
        _assertKept(mine, hers);
    }

    function _assertKept(uint256 mine, uint256 hers) private view {
        vm.assertGe(activeOf(provider), mine);
        vm.assertGe(activeOf(alice), hers);
    }

    /// @dev The first holder cannot make shares dear, neither by claims sent to the registry (they are nobody's) nor by its own slashes.
    function testFuzz_TheFirstHolderCannotInflateShares(
        uint128 first,
        uint128 cut,
        uint128 donation,
        uint128 own,
        uint128 amount
    ) public {
        first = uint128(bound(first, 2, 1_000));
        cut = uint128(bound(cut, 1, first - 1));
        own = uint128(bound(own, 1, STAKE));
        stake(stranger, first);
        vm.prank(stranger);
        vault.transfer(address(providers), blackCurrency().id(), bound(donation, 0, CREDITS - STAKE - 1_000));
        vm.startPrank(escrow);
        providers.lock(stranger, operator, cut, noDemand());
        providers.slash(stranger, cut, new Payment[](0));
        vm.stopPrank();
        stake(stranger, own);

        vm.prank(stranger);
        providers.setCommission(INVITING);
        uint256 before = providers.holdingOf(stranger, stranger).active;
        amount = uint128(bound(amount, 1, before * 9));
        vm.prank(alice);
        providers.delegate(stranger, amount);
        vm.assertGe(uint256(providers.holdingOf(stranger, alice).active) + 1, amount, "the victim keeps its stake");
        vm.assertLe(providers.holdingOf(stranger, stranger).active, before + 1, "the attacker gains nothing");
        vm.assertLe(providers.holdingOf(stranger, stranger).active, first - cut + own);
    }
}
