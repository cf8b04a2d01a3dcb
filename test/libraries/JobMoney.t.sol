// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JobMoney} from "../../contracts/libraries/JobMoney.sol";
import {Test} from "../support/Test.sol";

contract JobMoneyTest is Test {
    function testFuzz_PartsSumToThePrice(uint128 price, uint16 feeBps, uint256 royalty) public pure {
        feeBps = uint16(bound(feeBps, 0, 10_000));
        (uint256 toProvider, uint256 fee, uint256 paidRoyalty) = JobMoney.splitPrice(price, feeBps, royalty);
        vm.assertEq(toProvider + fee + paidRoyalty, price);
        vm.assertEq(fee, (uint256(price) * feeBps) / 10_000);
        vm.assertLe(paidRoyalty, royalty);
    }

    /// @dev Fee 15 % and royalty 10 %, the highest that Treasury and ModelRegistry allow.
    function testFuzz_ProviderGetsThreeQuartersAtTheCaps(uint128 price) public pure {
        (uint256 toProvider, , ) = JobMoney.splitPrice(price, 1_500, uint256(price) / 10);
        vm.assertGe(toProvider, (uint256(price) * 3) / 4);
    }

    function testFuzz_RoyaltyIsCutToWhatTheFeeLeaves(uint128 price, uint256 excess) public pure {
        uint256 left = price - (uint256(price) * 1_500) / 10_000;
        (uint256 toProvider, , uint256 paidRoyalty) = JobMoney.splitPrice(
            price,
            1_500,
            bound(excess, left, type(uint256).max)
        );
        vm.assertEq(paidRoyalty, left);
        vm.assertEq(toProvider, 0);
    }

    function testFuzz_SlashIsDividedWithoutRest(uint128 amount) public pure {
        (uint256 toRequester, uint256 toChallenger, uint256 burned) = JobMoney.splitSlash(amount);
        vm.assertEq(toRequester + toChallenger + burned, amount);
        vm.assertEq(toRequester, amount / 4);
        vm.assertEq(toChallenger, (amount - amount / 4) / 2);
        vm.assertLe(toChallenger, amount / 2, "at most half");
        vm.assertGe(burned, toChallenger);
    }
}
