// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Payment} from "../interfaces/IVault.sol";

/// @title JobMoney
/// @notice How a job's money is divided; pure arithmetic. Whatever goes in comes out, to the smallest unit.
library JobMoney {
    uint256 private constant _BPS = 10_000;

    /// @notice Divides a price between provider, protocol and model.
    /// @param royalty What the model asks. It is cut to what the fee leaves, so that no royalty can keep a job from settling.
    /// @return toProvider The rest after fee and royalty.
    /// @return fee `price * feeBps / 10,000`, rounded down.
    /// @return paidRoyalty The royalty as it is paid.
    function splitPrice(
        uint256 price,
        uint16 feeBps,
        uint256 royalty
    ) internal pure returns (uint256 toProvider, uint256 fee, uint256 paidRoyalty) {
        fee = (price * feeBps) / _BPS;
        toProvider = price - fee;
        paidRoyalty = royalty < toProvider ? royalty : toProvider;
        toProvider -= paidRoyalty;
    }

    /// @notice Divides the stake of a provider whose result was wrong: a quarter to the requester for its delay, half of the rest
    /// to the challenger, both rounded down; what is left is burned. After a no-show nobody is paid as challenger.
    function splitSlash(
        uint256 amount
    ) internal pure returns (uint256 toRequester, uint256 toChallenger, uint256 burned) {
        toRequester = amount / 4;
        toChallenger = (amount - toRequester) / 2;
        burned = amount - toRequester - toChallenger;
    }

    function payments(address to, uint256 amount) internal pure returns (Payment[] memory list) {
        list = new Payment[](1);
        list[0] = Payment({to: to, amount: amount});
    }

    function payments(
        address to,
        uint256 amount,
        address to2,
        uint256 amount2
    ) internal pure returns (Payment[] memory list) {
        list = new Payment[](2);
        list[0] = Payment({to: to, amount: amount});
        list[1] = Payment({to: to2, amount: amount2});
    }
}
