// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Treasury} from "../../contracts/Treasury.sol";
import {ITreasury, Service} from "../../contracts/interfaces/ITreasury.sol";
import {Currency, CurrencyLibrary, NATIVE} from "../../contracts/types/Currency.sol";
import {CoreTest} from "../support/CoreTest.sol";

contract TreasuryTest is CoreTest {
    function _assertFees(Service service, uint16 bps, uint16 blackBps) private view {
        vm.assertEq(treasury.feeBps(service, NATIVE), bps);
        vm.assertEq(treasury.feeBps(service, CurrencyLibrary.fromToken(address(vault))), bps);
        vm.assertEq(treasury.feeBps(service, blackCurrency()), blackBps);
    }

    function test_FeesAtTheStart() public {
        vm.expectEmit();
        emit ITreasury.FeeChanged(Service.Hub, 2_000, 1_000);
        vm.expectEmit();
        emit ITreasury.FeeChanged(Service.Market, 250, 125);
        vm.expectEmit();
        emit ITreasury.FeeChanged(Service.Compute, 500, 250);
        new Treasury(address(manager), vault, address(black));

        _assertFees(Service.Hub, 2_000, 1_000);
        _assertFees(Service.Market, 250, 125);
        _assertFees(Service.Compute, 500, 250);
    }

    function test_Caps() public view {
        vm.assertEq(treasury.feeCap(Service.Hub), 2_500);
        vm.assertEq(treasury.feeCap(Service.Market), 1_000);
        vm.assertEq(treasury.feeCap(Service.Compute), 1_500);
    }

    function test_RevertWhen_FeeSetByAnother() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        vm.prank(alice);
        treasury.setFee(Service.Hub, 0, 0);
    }

    function testFuzz_RevertWhen_FeeIsAboveItsCap(uint8 index, uint16 bps) public {
        Service service = Service(index % 3);
        uint16 cap = treasury.feeCap(service);
        bps = uint16(bound(bps, cap + 1, type(uint16).max));
        vm.expectRevert(abi.encodeWithSelector(ITreasury.Treasury_FeeTooHigh.selector, service, bps, cap));
        treasury.setFee(service, bps, 0);
    }

    function testFuzz_RevertWhen_BlackCostsMore(uint8 index, uint16 bps, uint16 blackBps) public {
        Service service = Service(index % 3);
        bps = uint16(bound(bps, 0, treasury.feeCap(service)));
        blackBps = uint16(bound(blackBps, bps + 1, type(uint16).max));
        vm.expectRevert(abi.encodeWithSelector(ITreasury.Treasury_BlackFeeAboveFee.selector, service, blackBps, bps));
        treasury.setFee(service, bps, blackBps);
    }

    function testFuzz_SetFee(uint16 bps, uint16 blackBps) public {
        bps = uint16(bound(bps, 0, 1_000));
        blackBps = uint16(bound(blackBps, 0, bps));
        vm.expectEmit(address(treasury));
        emit ITreasury.FeeChanged(Service.Market, bps, blackBps);
        treasury.setFee(Service.Market, bps, blackBps);

        _assertFees(Service.Market, bps, blackBps);
        _assertFees(Service.Hub, 2_000, 1_000);
        _assertFees(Service.Compute, 500, 250);
    }

    function test_RevertWhen_CollectedByAnother() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, alice));
        vm.prank(alice);
        treasury.collect(NATIVE, alice, 1);
    }

    function test_RevertWhen_CollectedToZero() public {
        vm.expectRevert(abi.encodeWithSelector(ITreasury.Treasury_ZeroRecipient.selector));
        treasury.collect(NATIVE, address(0), 1);
    }

    function testFuzz_Collect(uint128 held, uint128 amount) public {
        vm.assume(held != 0);
        amount = uint128(bound(amount, 0, held));
        credit(NATIVE, address(treasury), held);
        vm.expectEmit(address(treasury));
        emit ITreasury.Collected(0, bob, amount);
        treasury.collect(NATIVE, bob, amount);
        assertCredits(bob, NATIVE, amount);
        assertCredits(address(treasury), NATIVE, held - amount);
    }
}
