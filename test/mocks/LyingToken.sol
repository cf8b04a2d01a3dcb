// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Says that any account has received whatever it was told to say; moves nothing.
contract LyingToken {
    uint256 private _next;
    mapping(address => uint256) public balanceOf;

    /// @notice How much the next transfer pretends to bring, whatever amount it names.
    function pretend(uint256 amount) external {
        _next = amount;
    }

    function transferFrom(address, address to, uint256) external returns (bool) {
        unchecked {
            balanceOf[to] += _next;
        }
        return true;
    }

    /// @notice Forgets what the account has, so that as much can arrive once more.
    function forget(address account) external {
        balanceOf[account] = 0;
    }
}
