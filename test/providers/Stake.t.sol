// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Currency, NATIVE} from "../../contracts/types/Currency.sol";
import {ProviderTest} from "./ProviderTest.sol";

/// @notice What a provider says of itself, and its first stake.
contract StakeTest is ProviderTest {
    function testFuzz_FirstStakeRegisters(uint128 amount, address hotKey) public {
        amount = uint128(bound(amount, 1, CREDITS));
        vm.assume(hotKey != address(0));
        vm.expectEmit(address(providers));
        emit IProviderRegistry.ProviderRegistered(alice, hotKey);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.Staked(alice, alice, amount, amount, amount);
        vm.prank(alice);
        providers.stake(amount, hotKey);

        IProviderRegistry.Provider memory p = providers.providerOf(alice);
        vm.assertEq(p.active, amount);
        vm.assertEq(p.leaving, 0);
        vm.assertEq(p.locked, 0);
        vm.assertEq(p.operator, hotKey);
        vm.assertEq(p.commissionBps, 0);
        vm.assertEq(p.capabilities, 0);
        vm.assertFalse(p.closed);
        vm.assertEq(p.reputation, 0);
        vm.assertEq(providers.operatorOf(alice), hotKey);
        vm.assertEq(providers.freeStake(alice), amount);
        vm.assertEq(providers.holdingOf(alice, alice).active, amount);
        assertCredits(address(providers), blackCurrency(), STAKE + amount);
        (uint256 weight, uint256 total) = providers.ticketWeight(alice);
        vm.assertEq(weight, 0, "not yet");
        vm.assertEq(total, STAKE + amount);
        letStakeCount();
        (weight, ) = providers.ticketWeight(alice);
        vm.assertEq(weight, amount);
    }

    function test_StakingMoreKeepsOrChangesTheOperator() public {
        vm.startPrank(provider);
        providers.stake(1 ether, address(0));
        vm.assertEq(providers.operatorOf(provider), operator);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.OperatorChanged(provider, bob);
        vm.expectEmit(address(providers));
        emit IProviderRegistry.Staked(provider, provider, 1 ether, 1 ether, STAKE + 2 ether);
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
        vm.prank(alice);
        providers.stake(1, address(0));
    }

    function testFuzz_RevertWhen_StakeExceeds88Bits(uint128 amount) public {
        amount = uint128(bound(amount, uint256(type(uint88).max) + 1, type(uint104).max));
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 88, amount));
        vm.prank(alice);
        providers.stake(amount, operator);
    }

    function test_RevertWhen_SharesExceedWhatIsCounted() public {
        vm.expectRevert(abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_PoolSpent.selector, provider));
        vm.prank(provider);
        providers.stake(type(uint104).max, operator);
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

    /* TERMS */

    function testFuzz_SetCapabilities(bool byOperator, uint64 capabilities) public {
        vm.expectEmit(address(providers));
        emit IProviderRegistry.CapabilitiesChanged(provider, capabilities);
        vm.prank(byOperator ? operator : provider);
        providers.setCapabilities(provider, capabilities);
        vm.assertEq(providers.providerOf(provider).capabilities, capabilities);
        vm.assertEq(providers.providerOf(provider).active, STAKE);
    }

    function testFuzz_SetAsk(bool byOperator, Currency currency, uint128 price) public {
        vm.expectEmit(address(providers));
        emit IProviderRegistry.AskChanged(provider, currency.id(), price);
        vm.prank(byOperator ? operator : provider);
        providers.setAsk(provider, currency, price);
        vm.assertEq(providers.askOf(provider, currency), price);
    }

    function testFuzz_SetCommission(uint16 bps) public {
        bps = uint16(bound(bps, 0, 5_000));
        vm.expectEmit(address(providers));
        emit IProviderRegistry.CommissionChanged(provider, bps);
        vm.prank(provider);
        providers.setCommission(bps);
        vm.assertEq(providers.providerOf(provider).commissionBps, bps);
    }

    function testFuzz_RevertWhen_CommissionIsTooHigh(uint16 bps) public {
        bps = uint16(bound(bps, 5_001, type(uint16).max));
        vm.expectRevert(
            abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_CommissionTooHigh.selector, bps, 5_000)
        );
        vm.prank(provider);
        providers.setCommission(bps);
    }

    /* WHO MAY */

    function testFuzz_RevertWhen_AnotherActsForTheProvider(address caller) public {
        vm.assume(caller != provider && caller != operator);
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NotOperator.selector,
            provider,
            caller
        );
        vm.startPrank(caller);
        vm.expectRevert(reason);
        providers.setEndpoint(provider, "");
        vm.expectRevert(reason);
        providers.setCapabilities(provider, 1);
        vm.expectRevert(reason);
        providers.setAsk(provider, NATIVE, 1);
        vm.stopPrank();
    }

    function test_RevertWhen_TheProviderIsUnknown() public {
        bytes memory reason = abi.encodeWithSelector(
            IProviderRegistry.ProviderRegistry_NotRegistered.selector,
            stranger
        );
        vm.startPrank(stranger);
        vm.expectRevert(reason);
        providers.setOperator(bob);
        vm.expectRevert(reason);
        providers.setEndpoint(stranger, "");
        vm.expectRevert(reason);
        providers.setCapabilities(stranger, 1);
        vm.expectRevert(reason);
        providers.setAsk(stranger, NATIVE, 1);
        vm.expectRevert(reason);
        providers.setCommission(1);
        vm.expectRevert(reason);
        providers.delegate(stranger, 1);
        vm.stopPrank();
    }
}
