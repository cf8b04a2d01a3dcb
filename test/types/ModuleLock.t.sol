// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sketch} from "../../contracts/libraries/Sketch.sol";
import {ModuleLock} from "../../contracts/types/ModuleLock.sol";
import {Test} from "../support/Test.sol";

contract ModuleLockTest is Test {
    function testFuzz_FieldsDoNotTouchEachOther(
        uint88 before,
        uint88 added,
        uint88 taken,
        address customer,
        bool first,
        bool shared
    ) public pure {
        added = uint88(bound(added, 0, type(uint88).max - before));
        taken = uint88(bound(taken, 0, uint256(before) + added));
        ModuleLock word;
        vm.assertFalse(word.isUsed());
        word = word.plus(before, !first, !shared).withCustomer(customer, address(1)).plus(added, first, shared);
        _assertFields(word, uint256(before) + added, Sketch.bitOf(customer, address(1)), first, shared);
        word = word.minus(taken);
        _assertFields(word, uint256(before) + added - taken, Sketch.bitOf(customer, address(1)), first, shared);
        word = word.withoutCustomers();
        _assertFields(word, uint256(before) + added - taken, 0, first, shared);
    }

    function _assertFields(ModuleLock word, uint256 amount, uint152 sketch, bool first, bool shared) private pure {
        vm.assertEq(word.amount(), amount);
        vm.assertEq(word.sketch(), sketch);
        vm.assertTrue(word.isUsed());
        vm.assertEq(word.isFirst(), first);
        vm.assertEq(word.isShared(), shared);
    }
}
