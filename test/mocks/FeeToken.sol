// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice Burns a part of every transfer: out of the amount, or on top of it at the sender's cost.
contract FeeToken is ERC20("Fee", "FEE") {
    uint256 public immutable FEE_BPS;
    bool public immutable ON_TOP;

    constructor(uint256 feeBps, bool onTop) {
        FEE_BPS = feeBps;
        ON_TOP = onTop;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function _update(address from, address to, uint256 value) internal override {
        if (from == address(0) || to == address(0)) return super._update(from, to, value);
        uint256 fee = (value * FEE_BPS) / 10_000;
        super._update(from, to, ON_TOP ? value : value - fee);
        super._update(from, address(0), fee);
    }
}
