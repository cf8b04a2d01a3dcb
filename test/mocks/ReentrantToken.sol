// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Calls a target once in the middle of its next transfer and keeps what the call answered.
contract ReentrantToken is ERC20("Reentrant", "REENTER") {
    address private _target;
    bytes private _data;
    bool public called;
    bool public succeeded;
    bytes public answer;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @notice Arms the next transfer. The token calls as itself, so it needs the funds and approvals it wants to use.
    function arm(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
        called = false;
    }

    function approveAs(address spender, uint256 amount) external {
        _approve(address(this), spender, amount);
    }

    function _update(address from, address to, uint256 value) internal override {
        address target = _target;
        if (target != address(0)) {
            _target = address(0);
            called = true;
            (succeeded, answer) = target.call(_data);
        }
        super._update(from, to, value);
    }
}
