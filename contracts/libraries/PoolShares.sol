// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

/// @title PoolShares
/// @notice What shares of a pool of stake are worth, and how many a stake is worth. In an empty pool a share is a wei.
/// @dev Amounts fit 128 bits and shares 112, so no product overflows. With these roundings a pool never has fewer shares than wei, so
/// that an amount is never worth fewer shares than its wei: neither a first holder nor a last one can take of others by rounding.
library PoolShares {
    function toSharesDown(uint256 amount, uint256 poolStake, uint256 poolShares) internal pure returns (uint256) {
        return poolShares == 0 ? amount : (amount * poolShares) / poolStake;
    }

    /// @dev For a part of a pool that is not empty.
    function toSharesUp(uint256 amount, uint256 poolStake, uint256 poolShares) internal pure returns (uint256) {
        return Math.ceilDiv(amount * poolShares, poolStake);
    }

    function toStakeDown(uint256 shares, uint256 poolStake, uint256 poolShares) internal pure returns (uint256) {
        return poolShares == 0 ? 0 : (shares * poolStake) / poolShares;
    }
}
