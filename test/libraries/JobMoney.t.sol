// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobMoney} from "../../contracts/libraries/JobMoney.sol";
import {Stages} from "../../contracts/types/Stages.sol";
import {Test} from "../support/Test.sol";

contract JobMoneyTest is Test {
    function testFuzz_PriceIsWhole(uint128 price, uint16 feeBps) public pure {
        feeBps = uint16(bound(feeBps, 0, 10_000));
        (uint256 toProvider, uint256 fee) = JobMoney.splitPrice(price, feeBps);
        vm.assertEq(toProvider + fee, price);
        vm.assertEq(fee, (uint256(price) * feeBps) / 10_000);
    }

    function testFuzz_SharesSumToThePrice(uint128 price, uint8 replicas) public pure {
        replicas = uint8(bound(replicas, 1, 9));
        uint256 sum;
        for (uint256 i = 0; i < replicas; ++i) {
            uint256 share = JobMoney.shareOf(price, replicas, i);
            vm.assertLe(share, JobMoney.shareOf(price, replicas, 0), "the first has the rest");
            sum += share;
        }
        vm.assertEq(sum, price);
    }

    function testFuzz_NoShowIsWhole(uint128 amount, uint8 others) public pure {
        (uint256 toRequester, uint256 toEach, uint256 burned) = JobMoney.splitNoShow(amount, others);
        vm.assertEq(toRequester + toEach * others + burned, amount);
        vm.assertEq(toRequester, amount / 4);
        if (others == 0) vm.assertEq(toEach, 0);
        vm.assertGe(burned, (uint256(amount) - toRequester) / 2, "at least half of the rest burns");
    }

    /// @dev Taking part on both sides of a slash always loses: at least three sixteenths burn, where nobody found it out three eighths.
    function testFuzz_SlashIsWhole(uint128 amount, bool found) public pure {
        (uint256 toRequester, uint256 toFinder, uint256 toReferees, uint256 burned) = JobMoney.splitSlash(
            amount,
            found
        );
        vm.assertEq(toRequester + toFinder + toReferees + burned, amount);
        vm.assertEq(toRequester, amount / 4);
        if (!found) vm.assertEq(toFinder, 0);
        vm.assertGe(burned, toReferees);
        vm.assertGe(burned * 16 + 16, uint256(amount) * (found ? 3 : 6));
    }

    function testFuzz_BondIsWhole(uint128 bond) public pure {
        (uint256 toProviders, uint256 toReferees) = JobMoney.splitBond(bond);
        vm.assertEq(toProviders + toReferees, bond);
        vm.assertEq(toReferees, bond / 4);
    }

    function _stages(uint256 word, uint256 count) private pure returns (Stages) {
        count = bound(count, 1, 32);
        for (uint256 i = 0; i < count; ++i) if ((word >> (8 * i)) & 0xff == 0) word |= 1 << (8 * i);
        return Stages.wrap(count == 32 ? word : word & ((1 << (8 * count)) - 1));
    }

    function testFuzz_StagesSumToTheBudget(uint256 word, uint256 count, uint128 budget) public pure {
        Stages stages = _stages(word, count);
        vm.assertTrue(stages.isValid());
        count = stages.count();
        vm.assertEq(stages.budgetFrom(budget, 0), budget);
        vm.assertEq(stages.budgetFrom(budget, count), 0);
        (uint256 cheapest, uint256 dearest) = stages.extremes(budget);
        uint256 sum;
        (bool low, bool high) = (false, false);
        for (uint256 i = 0; i < count; ++i) {
            uint256 price = stages.priceOf(budget, i);
            vm.assertEq(stages.budgetFrom(budget, i), budget - sum, "what is left");
            vm.assertTrue(price >= cheapest && price <= dearest);
            if (price == cheapest) low = true;
            if (price == dearest) high = true;
            sum += price;
        }
        vm.assertEq(sum, budget);
        vm.assertTrue(low && high);
    }

    function test_NoWordIsOneStage() public pure {
        Stages stages = Stages.wrap(0);
        vm.assertTrue(stages.isValid());
        vm.assertEq(stages.count(), 1);
        vm.assertEq(stages.priceOf(7, 0), 7);
        vm.assertEq(stages.budgetFrom(7, 1), 0);
    }
}
