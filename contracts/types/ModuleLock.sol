// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sketch} from "../libraries/Sketch.sol";

/// @notice What one module has locked of one provider's pool, packed: from the lowest bits up $BLACK (wei, 88), sketch of different
/// customers (152), used (1), first (1), shared (1).
/// @dev Once used it never returns to zero, so it stays cheap to write.
type ModuleLock is uint256;

using ModuleLockLibrary for ModuleLock global;

library ModuleLockLibrary {
    uint256 private constant _AMOUNT = type(uint88).max;
    uint256 private constant _SKETCH = uint256(type(uint152).max) << 88;
    uint256 private constant _USED = 1 << 240;
    uint256 private constant _FIRST = 1 << 241;
    uint256 private constant _SHARED = 1 << 242;

    function amount(ModuleLock word) internal pure returns (uint256) {
        return ModuleLock.unwrap(word) & _AMOUNT;
    }

    function sketch(ModuleLock word) internal pure returns (uint152) {
        return uint152(ModuleLock.unwrap(word) >> 88);
    }

    /// @notice Whether the module ever locked anything here.
    function isUsed(ModuleLock word) internal pure returns (bool) {
        return ModuleLock.unwrap(word) & _USED != 0;
    }

    /// @notice Whether the module is the first, which keeps the sketch.
    function isFirst(ModuleLock word) internal pure returns (bool) {
        return ModuleLock.unwrap(word) & _FIRST != 0;
    }

    /// @notice Whether others had stake in the pool when the module last locked some of it.
    function isShared(ModuleLock word) internal pure returns (bool) {
        return ModuleLock.unwrap(word) & _SHARED != 0;
    }

    /// @param added So that the sum fits 88 bits.
    function plus(ModuleLock word, uint256 added, bool first, bool shared) internal pure returns (ModuleLock) {
        uint256 flags = _USED | (first ? _FIRST : 0) | (shared ? _SHARED : 0);
        return ModuleLock.wrap(((ModuleLock.unwrap(word) + added) & (_AMOUNT | _SKETCH)) | flags);
    }

    /// @param taken At most the amount.
    function minus(ModuleLock word, uint256 taken) internal pure returns (ModuleLock) {
        return ModuleLock.wrap(ModuleLock.unwrap(word) - taken);
    }

    function withCustomer(ModuleLock word, address customer, address provider) internal pure returns (ModuleLock) {
        return ModuleLock.wrap(ModuleLock.unwrap(word) | (uint256(Sketch.bitOf(customer, provider)) << 88));
    }

    function withoutCustomers(ModuleLock word) internal pure returns (ModuleLock) {
        return ModuleLock.wrap(ModuleLock.unwrap(word) & ~_SKETCH);
    }
}
