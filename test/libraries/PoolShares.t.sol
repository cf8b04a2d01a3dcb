// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {PoolShares} from "../../contracts/libraries/PoolShares.sol";
import {Test} from "../support/Test.sol";

/// @notice Any pool that can be: more shares than wei, within the bits that they are stored in.
contract PoolSharesTest is Test {
    function _pool(uint256 stake, uint256 shares) private pure returns (uint256, uint256) {
        stake = bound(stake, 1, type(uint96).max);
        return (stake, bound(shares, stake, type(uint112).max));
    }

    function test_EmptyPool() public pure {
        vm.assertEq(PoolShares.toSharesDown(7, 0, 0), 7);
        vm.assertEq(PoolShares.toStakeDown(0, 0, 0), 0);
    }

    function testFuzz_StakingGainsNothingAndKeepsTheRate(uint256 stake, uint256 shares, uint128 amount) public pure {
        (stake, shares) = _pool(stake, shares);
        amount = uint128(bound(amount, 0, Math.min(type(uint96).max, ((type(uint112).max - shares) * stake) / shares)));
        uint256 minted = PoolShares.toSharesDown(amount, stake, shares);
        vm.assertGe(minted, amount, "never fewer shares than wei");
        uint256 value = PoolShares.toStakeDown(minted, stake + amount, shares + minted);
        vm.assertLe(value, amount);
        vm.assertGe(value + 1, amount);
        // The rate stake / shares of the others does not fall: (stake + amount) / (shares + minted) >= stake / shares.
        vm.assertGe(amount * shares, stake * minted);
    }

    function testFuzz_TakingOutTakesNothingOfOthers(uint256 stake, uint256 shares, uint256 part) public pure {
        (stake, shares) = _pool(stake, shares);
        part = bound(part, 1, shares);
        uint256 amount = PoolShares.toStakeDown(part, stake, shares);
        vm.assertLe(stake - amount, part == shares ? 0 : stake);
        vm.assertLe(stake - amount, shares - part, "still no fewer shares than wei");
        vm.assertGe((stake - amount) * shares, stake * (shares - part), "the others' rate does not fall");
    }

    function testFuzz_SharesForAnAmountAreHeldAndWorthIt(
        uint256 stake,
        uint256 shares,
        uint256 held,
        uint256 amount
    ) public pure {
        (stake, shares) = _pool(stake, shares);
        held = bound(held, 1, shares);
        uint256 value = PoolShares.toStakeDown(held, stake, shares);
        if (value == 0) return;
        amount = bound(amount, 1, value);
        uint256 needed = PoolShares.toSharesUp(amount, stake, shares);
        vm.assertLe(needed, held);
        vm.assertEq(PoolShares.toStakeDown(needed, stake, shares), amount);
    }
}
