// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sketch} from "../../contracts/libraries/Sketch.sol";
import {Test} from "../support/Test.sol";

contract SketchTest is Test {
    function testFuzz_CountsBits(uint152 sketch) public pure {
        uint256 expected;
        for (uint256 i; i < 152; ++i) expected += (sketch >> i) & 1;
        vm.assertEq(Sketch.count(sketch), expected);
    }

    function test_CountsNoneAndAll() public pure {
        vm.assertEq(Sketch.count(0), 0);
        vm.assertEq(Sketch.count(type(uint152).max), Sketch.SIZE);
    }

    function testFuzz_ACustomerSetsOneBit(address customer, address provider) public pure {
        uint152 bit = Sketch.bitOf(customer, provider);
        vm.assertEq(Sketch.count(bit), 1);
        vm.assertEq(bit, 1 << (uint256(keccak256(abi.encode(customer, provider))) % 152));
    }

    /// @dev Where all are different, n customers set about 152 (1 - exp(-n / 152)) bits: 73 for 100.
    function test_CountsDifferentCustomersFromBelow() public pure {
        uint256 sum;
        for (uint160 provider = 1; provider <= 50; ++provider) {
            uint152 sketch;
            for (uint160 i = 1; i <= 100; ++i) sketch |= Sketch.bitOf(address(i << 32), address(provider));
            uint256 count = Sketch.count(sketch);
            vm.assertLe(count, 100);
            sum += count;
        }
        vm.assertGe(sum, 50 * 71);
        vm.assertLe(sum, 50 * 76);
    }
}
