// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Revert
/// @notice Lets one function decide why an action is refused, for a preflight view to return and for the action to revert with,
/// so that the two can never disagree.
library Revert {
    /// @notice Reverts with an encoded custom error; does nothing when there is none.
    function ifAny(bytes memory reason) internal pure {
        if (reason.length == 0) return;
        // Only assembly can revert with bytes that are encoded already.
        // solhint-disable-next-line no-inline-assembly
        assembly ("memory-safe") {
            revert(add(reason, 0x20), mload(reason))
        }
    }
}
