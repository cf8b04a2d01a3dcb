// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Payment} from "../../contracts/interfaces/IVault.sol";
import {ProviderRegistry} from "../../contracts/ProviderRegistry.sol";
import {JobStatus} from "../../contracts/types/Job.sol";
import {JobTest} from "../escrow/JobTest.sol";

/// @dev The escrow is the first module; Alice and Bob act as modules by their own accounts.
contract ProviderRegistryTest is JobTest {
    function _slashPayments(uint256 amount) private view returns (Payment[] memory payments) {
        payments = new Payment[](1);
        payments[0] = Payment({to: requester, amount: amount});
    }

    /// @dev A second module, past its notice.
    function _secondModule() private returns (address module) {
        module = alice;
        providers.addModule(module);
        vm.warp(block.timestamp + UNBONDING);
    }

    function _lock(address module, uint128 amount) private {
        vm.prank(module);
        providers.lock(provider, operator, amount);
    }

    /* STAKE */

    function testFuzz_FirstStakeRegisters(uint128 amount, address hotKey) public {
        amount = uint128(bound(amount, 1, CREDITS));
        vm.assume(hotKey != address(0));
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ProviderRegistered(challenger, hotKey);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.OperatorChanged(challenger, hotKey);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.Staked(challenger, amount, amount);
        vm.prank(challenger);
        providers.stake(amount, hotKey);

        IProviderRegistry.Provider memory p = providers.providerOf(challenger);
        vm.assertEq(p.stake, amount);
        vm.assertEq(p.locked, 0);
        vm.assertEq(p.operator, hotKey);
        vm.assertEq(p.unbonding, 0);
        vm.assertEq(providers.operatorOf(challenger), hotKey);
        vm.assertEq(providers.freeStake(challenger), amount);
        assertCredits(address(providers), blackCurrency(), STAKE + amount);
    }

    function test_StakingMoreKeepsOrChangesTheOperator() public {
        vm.startPrank(provider);
        providers.stake(1 ether, address(0));
        vm.assertEq(providers.operatorOf(provider), operator);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.OperatorChanged(provider, bob);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.Staked(provider, 1 ether, STAKE + 2 ether);
        providers.stake(1 ether, bob);
        vm.stopPrank();
        vm.assertEq(providers.operatorOf(provider), bob);
    }

    function test_RevertWhen_StakeIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ZeroAmount.selector));
        vm.prank(provider);
        providers.stake(0, operator);
    }

    function test_RevertWhen_FirstStakeNamesNoOperator() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ZeroOperator.selector));
        vm.prank(challenger);
        providers.stake(1, address(0));
    }

    function testFuzz_RevertWhen_StakeExceeds96Bits(uint128 amount) public {
        amount = uint128(bound(amount, uint256(type(uint96).max) + 1, type(uint128).max));
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 96, amount));
        vm.prank(provider);
        providers.stake(amount, operator);
    }

    /* OPERATOR AND ENDPOINT */

    function test_SetOperator() public {
        vm.expectEmit(address(providers));
        emit IProviderRegistry.OperatorChanged(provider, bob);
        vm.prank(provider);
        providers.setOperator(bob);
        vm.assertEq(providers.operatorOf(provider), bob);
    }

    function test_RevertWhen_OperatorIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ZeroOperator.selector));
        vm.prank(provider);
        providers.setOperator(address(0));
    }

    function test_RevertWhen_OperatorIsSetByAnUnknownProvider() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotRegistered.selector, stranger));
        vm.prank(stranger);
        providers.setOperator(bob);
    }

    function testFuzz_SetEndpoint(bool byOperator, uint8 length) public {
        string memory endpoint = string(new bytes(length));
        vm.expectEmit(address(providers));
        emit IProviderRegistry.EndpointChanged(provider, endpoint);
        vm.prank(byOperator ? operator : provider);
        providers.setEndpoint(provider, endpoint);
    }

    function testFuzz_RevertWhen_EndpointIsTooLong(uint16 length) public {
        length = uint16(bound(length, 257, 2_000));
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_EndpointTooLong.selector, length, 256)
        );
        vm.prank(provider);
        providers.setEndpoint(provider, string(new bytes(length)));
    }

    function testFuzz_RevertWhen_EndpointIsSetByAnother(address caller) public {
        vm.assume(caller != provider && caller != operator);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotOperator.selector, provider, caller)
        );
        vm.prank(caller);
        providers.setEndpoint(provider, "");
    }

    function test_RevertWhen_EndpointIsOfAnUnknownProvider() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotRegistered.selector, stranger));
        vm.prank(stranger);
        providers.setEndpoint(stranger, "");
    }

    /* UNBOND */

    function testFuzz_UnbondTakesItsTime(uint128 first, uint128 second, uint32 pause) public {
        first = uint128(bound(first, 1, STAKE - 1));
        second = uint128(bound(second, 1, STAKE - first));
        vm.startPrank(provider);
        providers.requestUnbond(first);
        vm.warp(block.timestamp + bound(pause, 0, UNBONDING));
        uint64 unbondsAt = uint64(block.timestamp) + UNBONDING;
        vm.expectEmit(address(providers));
        emit IProviderRegistry.UnbondRequested(provider, second, first + second, unbondsAt);
        providers.requestUnbond(second);
        vm.stopPrank();
        vm.assertEq(providers.freeStake(provider), STAKE - first - second);
        vm.assertEq(providers.providerOf(provider).stake, STAKE, "still slashable as stake");
        vm.assertEq(providers.providerOf(provider).unbonding, first + second);
        vm.assertEq(providers.providerOf(provider).unbondsAt, unbondsAt);

        vm.warp(unbondsAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_StillUnbonding.selector, provider, unbondsAt)
        );
        providers.withdrawUnbonded(provider);
        vm.warp(unbondsAt);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.Unbonded(provider, first + second, STAKE - first - second);
        vm.prank(stranger);
        vm.assertEq(providers.withdrawUnbonded(provider), first + second);
        assertCredits(provider, blackCurrency(), CREDITS - STAKE + first + second);
    }

    function testFuzz_RevertWhen_UnbondingMoreThanIsFree(uint128 amount) public {
        reach(JobStatus.Working);
        amount = uint128(bound(amount, STAKE - LOCK + 1, type(uint128).max));
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_InsufficientStake.selector,
                provider,
                STAKE - LOCK,
                amount
            )
        );
        vm.prank(provider);
        providers.requestUnbond(amount);
    }

    function test_RevertWhen_UnbondingZero() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ZeroAmount.selector));
        vm.prank(provider);
        providers.requestUnbond(0);
    }

    function test_CancelUnbondPutsTheStakeBackToWork() public {
        vm.startPrank(provider);
        providers.requestUnbond(STAKE);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.UnbondCancelled(provider, STAKE);
        providers.cancelUnbond();
        vm.stopPrank();
        vm.assertEq(providers.freeStake(provider), STAKE);
        vm.assertEq(providers.providerOf(provider).unbondsAt, 0);
    }

    function test_RevertWhen_NothingIsUnbonding() public {
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NothingUnbonding.selector,
            provider
        );
        vm.expectRevert(reason);
        vm.prank(provider);
        providers.cancelUnbond();
        vm.expectRevert(reason);
        providers.withdrawUnbonded(provider);
    }

    /* MODULES */

    function test_LaterModuleWaitsForTheUnbondingPeriod() public {
        uint64 activeAt = uint64(block.timestamp) + UNBONDING;
        vm.assertEq(providers.moduleActiveAt(address(escrow)), block.timestamp, "the first is active at once");
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ModuleAnnounced(alice, activeAt);
        providers.addModule(alice);
        vm.assertEq(providers.moduleActiveAt(alice), activeAt);

        vm.warp(activeAt - 1);
        bytes memory reason = abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, alice);
        vm.assertEq(providers.canLock(alice, provider, operator, 1), reason);
        vm.expectRevert(reason);
        _lock(alice, 1);
        vm.warp(activeAt);
        vm.assertEq(providers.canLock(alice, provider, operator, 1), "");
        _lock(alice, 1);
    }

    function testFuzz_RevertWhen_AStrangerLocks(address caller) public {
        vm.assume(caller != address(escrow));
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, caller));
        _lock(caller, 1);
    }

    function testFuzz_ModulesShareTheFreeStakeButNotTheirLocks(uint128 first, uint128 second) public {
        first = uint128(bound(first, 1, STAKE - 1));
        second = uint128(bound(second, 1, STAKE - first));
        address module = _secondModule();
        _lock(address(escrow), first);
        _lock(module, second);
        vm.assertEq(providers.lockedBy(address(escrow), provider), first);
        vm.assertEq(providers.lockedBy(module, provider), second);
        vm.assertEq(providers.providerOf(provider).locked, first + second);
        uint256 free = STAKE - first - second;
        vm.assertEq(providers.freeStake(provider), free);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_InsufficientStake.selector,
                provider,
                free,
                free + 1
            )
        );
        _lock(module, uint128(free + 1));

        vm.startPrank(module);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_UnlockAboveLock.selector,
                provider,
                second,
                second + 1
            )
        );
        providers.unlock(provider, second + 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_SlashAboveLock.selector,
                provider,
                second,
                second + 1
            )
        );
        providers.slash(provider, second + 1, new Payment[](0));
        providers.unlock(provider, second);
        vm.stopPrank();
        vm.assertEq(providers.freeStake(provider), STAKE - first);
    }

    function test_RemovedModuleKeepsItsLocksAndLocksNoMore() public {
        address module = _secondModule();
        _lock(module, 3 ether);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ModuleRemoved(module);
        providers.removeModule(module);
        vm.assertEq(providers.moduleActiveAt(module), 0);
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, module));
        _lock(module, 1);
        vm.assertEq(providers.freeStake(provider), STAKE - 3 ether, "its locks count");

        vm.startPrank(module);
        providers.unlock(provider, 1 ether);
        providers.slash(provider, 2 ether, _slashPayments(2 ether));
        vm.stopPrank();
        vm.assertEq(providers.freeStake(provider), STAKE - 2 ether);
    }

    function test_RemovedModuleMayComeBackWithNotice() public {
        providers.removeModule(address(escrow));
        providers.addModule(address(escrow));
        vm.assertEq(providers.moduleActiveAt(address(escrow)), block.timestamp + UNBONDING);
    }

    function test_RevertWhen_ModuleIsKnownOrNot() public {
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ModuleKnown.selector, address(escrow))
        );
        providers.addModule(address(escrow));
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotModule.selector, alice));
        providers.removeModule(alice);
    }

    /// @dev Zero in the ring would end the walk over it before the first lock.
    function test_RevertWhen_ModuleIsZero() public {
        ProviderRegistry fresh = new ProviderRegistry(address(manager), vault, black, UNBONDING);
        bytes memory reason = abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_ZeroModule.selector);
        vm.expectRevert(reason);
        fresh.addModule(address(0));

        _lock(address(escrow), LOCK);
        vm.expectRevert(reason);
        providers.addModule(address(0));
        vm.assertEq(providers.freeStake(provider), STAKE - LOCK, "no lock is hidden");
    }

    function test_RevertWhen_ThereAreTooManyModules() public {
        for (uint160 i = 1; i < 8; ++i) providers.addModule(address(i));
        vm.warp(block.timestamp + UNBONDING);
        for (uint128 i = 1; i < 8; ++i) _lock(address(uint160(i)), i);
        vm.assertEq(providers.providerOf(provider).locked, 28, "all of them are counted");
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_TooManyModules.selector, 8));
        providers.addModule(address(8));
    }

    function testFuzz_RevertWhen_CallerDoesNotGovern(address caller) public {
        vm.assume(caller != address(this));
        bytes memory reason = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        providers.addModule(alice);
        vm.expectRevert(reason);
        providers.removeModule(address(escrow));
        vm.stopPrank();
    }

    function test_NoModulesNoLocks() public {
        ProviderRegistry fresh = new ProviderRegistry(address(manager), vault, black, UNBONDING);
        vm.startPrank(challenger);
        vault.setOperator(address(fresh), true);
        fresh.stake(5, operator);
        vm.stopPrank();
        vm.assertEq(fresh.freeStake(challenger), 5);
    }

    /* SLASH */

    function testFuzz_SlashPaysAndBurns(uint128 amount, uint128 paid) public {
        amount = uint128(bound(amount, 1, STAKE));
        paid = uint128(bound(paid, 0, amount));
        _lock(address(escrow), amount);
        uint256 supply = black.totalSupply();
        vm.expectEmit(address(providers));
        emit IProviderRegistry.Slashed(provider, address(escrow), amount, amount - paid, STAKE - amount);
        vm.prank(address(escrow));
        providers.slash(provider, amount, _slashPayments(paid));

        assertCredits(requester, blackCurrency(), CREDITS + paid);
        assertCredits(address(providers), blackCurrency(), STAKE - amount);
        vm.assertEq(black.totalSupply(), supply - (amount - paid));
        vm.assertEq(providers.providerOf(provider).stake, STAKE - amount);
        vm.assertEq(providers.lockedBy(address(escrow), provider), 0);
    }

    function testFuzz_RevertWhen_PaymentsExceedTheSlash(uint128 amount, uint128 paid) public {
        amount = uint128(bound(amount, 1, STAKE));
        paid = uint128(bound(paid, uint256(amount) + 1, type(uint128).max));
        _lock(address(escrow), amount);
        vm.expectRevert(
            abi.encodeWithSelector(
                IProviderRegistry.ProviderRegistry_PaymentsAboveSlash.selector,
                provider,
                paid,
                amount
            )
        );
        vm.prank(address(escrow));
        providers.slash(provider, amount, _slashPayments(paid));
    }
}
