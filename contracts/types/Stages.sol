// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice How a job's budget is divided among its stages: a byte per stage, the first stage lowest, none of them 0. Stage i is
/// paid `budget * weight i / sum of weights`, rounded down; the last takes the rest. 0 stands for one stage.
type Stages is uint256;

using StagesLibrary for Stages global;

library StagesLibrary {
    /// @notice Whether no stage follows one of weight 0.
    function isValid(Stages stages) internal pure returns (bool) {
        uint256 word = Stages.unwrap(stages);
        while (word != 0) {
            if (word & 0xff == 0) return false;
            word >>= 8;
        }
        return true;
    }

    /// @notice Number of stages, 1 to 32.
    function count(Stages stages) internal pure returns (uint256 n) {
        uint256 word = Stages.unwrap(stages);
        if (word == 0) return 1;
        for (; word != 0; word >>= 8) ++n;
    }

    /// @notice What a stage is paid of the budget, in the currency's smallest unit.
    function priceOf(Stages stages, uint256 budget, uint256 stage) internal pure returns (uint256) {
        if (Stages.unwrap(stages) == 0 && stage == 0) return budget;
        return budgetFrom(stages, budget, stage) - budgetFrom(stages, budget, stage + 1);
    }

    /// @notice What a stage and all after it are paid: the budget less what the stages before it were paid.
    function budgetFrom(Stages stages, uint256 budget, uint256 stage) internal pure returns (uint256 rest) {
        uint256 word = Stages.unwrap(stages);
        if (word == 0) return stage == 0 ? budget : 0;
        uint256 sum;
        for (uint256 left = word; left != 0; left >>= 8) sum += left & 0xff;
        rest = budget;
        uint256 last = count(stages) - 1;
        for (uint256 i; i < stage; ++i) {
            if (i == last) return 0;
            rest -= (budget * ((word >> (8 * i)) & 0xff)) / sum;
        }
    }

    /// @notice The least and the most that a stage is paid of the budget, in the currency's smallest unit.
    function extremes(Stages stages, uint256 budget) internal pure returns (uint256 cheapest, uint256 dearest) {
        uint256 word = Stages.unwrap(stages);
        if (word == 0) return (budget, budget);
        uint256 sum;
        for (uint256 left = word; left != 0; left >>= 8) sum += left & 0xff;
        uint256 rest = budget;
        cheapest = budget;
        for (; word != 0; word >>= 8) {
            uint256 price = word > 0xff ? (budget * (word & 0xff)) / sum : rest;
            rest -= price;
            if (price < cheapest) cheapest = price;
            if (price > dearest) dearest = price;
        }
    }
}
