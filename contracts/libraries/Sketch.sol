// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Sketch
/// @notice Counts a provider's different customers in a few bits: each sets one that depends on both, so the same one never counts twice.
/// @dev Different customers may meet in a bit, so the count is a lower bound. Source: linear counting, Whang et al. (1990).
library Sketch {
    uint16 internal constant SIZE = 152;

    /// @notice The bit that a customer sets.
    function bitOf(address customer, address provider) internal pure returns (uint152) {
        return uint152(1 << (uint256(keccak256(abi.encode(customer, provider))) % SIZE));
    }

    /// @notice How many bits are set.
    function count(uint152 sketch) internal pure returns (uint16) {
        uint256 x = sketch;
        // Sums of neighbours, of 2, 4 and 8 bits; the product then adds up the bytes in its highest one, and only its lower bits overflow.
        unchecked {
            x -= (x >> 1) & (type(uint256).max / 3);
            x = (x & (type(uint256).max / 5)) + ((x >> 2) & (type(uint256).max / 5));
            x = (x + (x >> 4)) & (type(uint256).max / 17);
            return uint16((x * (type(uint256).max / 255)) >> 248);
        }
    }
}
