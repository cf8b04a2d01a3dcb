// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";

/// @notice What a fee is charged for.
enum Service {
    Hub,
    Market,
    Compute
}

/// @title Treasury
/// @notice The fee schedule, with caps in code, and the account (of Vault claims) where fees arrive.
interface ITreasury {
    event FeeChanged(Service indexed service, uint16 bps, uint16 blackBps);
    event Collected(uint256 indexed currency, address indexed to, uint256 amount);

    error Treasury_FeeTooHigh(Service service, uint256 bps, uint256 cap);
    /// @notice $BLACK must never cost more than other currencies.
    error Treasury_BlackFeeAboveFee(Service service, uint256 blackBps, uint256 bps);
    error Treasury_ZeroRecipient();

    /// @notice Fee in basis points of the price; lower in $BLACK.
    function feeBps(Service service, Currency currency) external view returns (uint16);

    /// @notice The currency that pays the lower fee.
    // solhint-disable-next-line func-name-mixedcase
    function BLACK() external view returns (Currency);

    /// @notice The highest fee that `setFee` accepts, in basis points: hub 2,500, market 1,000, compute 1,500.
    function feeCap(Service service) external pure returns (uint16);

    /// @notice Governed. Market and escrow keep a copy, so a change reaches them by their `syncFees`, which anyone may call.
    /// An open job keeps the fee that it was created with.
    function setFee(Service service, uint16 bps, uint16 blackBps) external;

    /// @notice Governed. Moves claims of the treasury to `to`.
    function collect(Currency currency, address to, uint256 amount) external;
}
