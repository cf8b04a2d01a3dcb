// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Currency
/// @notice A currency is the id of a Vault claim (ERC-6909): `uint256(uint160(token))`, and 0 for the chain's native coin.
type Currency is uint256;

using {eq as ==, neq as !=} for Currency global;
using CurrencyLibrary for Currency global;

/// @dev The chain's native coin (ETH).
Currency constant NATIVE = Currency.wrap(0);

function eq(Currency a, Currency b) pure returns (bool) {
    return Currency.unwrap(a) == Currency.unwrap(b);
}

function neq(Currency a, Currency b) pure returns (bool) {
    return Currency.unwrap(a) != Currency.unwrap(b);
}

library CurrencyLibrary {
    /// @notice The id names no address: bits above the 160th are set.
    error Currency_NotAnAddress(uint256 currency);

    function fromToken(address tokenAddress) internal pure returns (Currency) {
        return Currency.wrap(uint160(tokenAddress));
    }

    function isNative(Currency currency) internal pure returns (bool) {
        return Currency.unwrap(currency) == 0;
    }

    /// @notice The ERC-20 behind the id. Reverts when the id is no address, so two ids never name one token.
    function token(Currency currency) internal pure returns (address) {
        uint256 raw = Currency.unwrap(currency);
        if (raw > type(uint160).max) revert Currency_NotAnAddress(raw);
        // The check above makes the narrowing exact.
        return address(uint160(raw));
    }

    function id(Currency currency) internal pure returns (uint256) {
        return Currency.unwrap(currency);
    }
}
