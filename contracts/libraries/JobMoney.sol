// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title JobMoney
/// @notice How a job's money is divided; pure arithmetic. Whatever goes in comes out, to the smallest unit.
library JobMoney {
    uint256 private constant _BPS = 10_000;

    /// @notice Divides a price between provider and protocol.
    /// @return toProvider The rest after the fee.
    /// @return fee `price * feeBps / 10,000`, rounded down.
    function splitPrice(uint256 price, uint16 feeBps) internal pure returns (uint256 toProvider, uint256 fee) {
        // Prices fit 128 bits, and fees are a part of them.
        unchecked {
            fee = (price * feeBps) / _BPS;
            toProvider = price - fee;
        }
    }

    /// @notice What the replica at `index` is paid of a stage's price; the first takes what rounding leaves.
    function shareOf(uint256 price, uint256 replicas, uint256 index) internal pure returns (uint256 share) {
        share = price / replicas;
        if (index == 0) share += price % replicas;
    }

    /// @notice Divides the lock of a provider that let a deadline pass: a quarter to the requester for its delay, of the rest half to the
    /// `others` who had done their part (nobody if there are none), the remainder burned. All parts are rounded down, the burned one up. `toEach` is what each of the others gets.
    function splitNoShow(
        uint256 amount,
        uint256 others
    ) internal pure returns (uint256 toRequester, uint256 toEach, uint256 burned) {
        toRequester = amount / 4;
        if (others != 0) toEach = (amount - toRequester) / 2 / others;
        burned = amount - toRequester - toEach * others;
    }

    /// @notice Divides the lock of a provider whose result was wrong: a quarter to the requester for its delay, half of the rest to who
    /// found it out (nobody if `found` is false), half of what then remains to the referees, the remainder burned.
    function splitSlash(
        uint256 amount,
        bool found
    ) internal pure returns (uint256 toRequester, uint256 toFinder, uint256 toReferees, uint256 burned) {
        toRequester = amount / 4;
        uint256 rest = amount - toRequester;
        if (found) toFinder = rest / 2;
        rest -= toFinder;
        toReferees = rest / 2;
        burned = rest - toReferees;
    }

    /// @notice Divides the bond of a challenger that was wrong: a quarter to the referees, the rest to the providers.
    function splitBond(uint256 bond) internal pure returns (uint256 toProviders, uint256 toReferees) {
        toReferees = bond / 4;
        toProviders = bond - toReferees;
    }

    /// @notice What of a challenger's bond burns when its dispute is void. Else whoever is on all sides of a job could withdraw a result by a
    /// dispute that nobody can decide for less than the fee of paying for it.
    /// @return burned A 512th, rounded up.
    function voidCost(uint256 bond) internal pure returns (uint256 burned) {
        return (bond + 511) / 512;
    }
}
