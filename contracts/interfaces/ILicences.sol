// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";

/// @title Licences
/// @notice What the use of a model costs, and who may use it without paying for each use: its owner, and holders of a licence, which
/// the owner grants or sells. A licence outlives a sale of the model, and counts for all its versions.
/// @dev A sale of a licence pays the model's royalty to its creator and the market's fee to the Treasury, the rest to its owner. Both are
/// rounded down; a creator who is the owner is paid once.
interface ILicences {
    /// @notice What the owner asks in one currency. Prices are in its smallest unit.
    struct Offer {
        /// Of one use by a job; 0 lets everyone use it, `NOT_FOR_USE` nobody without a licence.
        uint128 usePrice;
        /// Of a licence; 0 offers none.
        uint128 licencePrice;
        /// Seconds that a licence lasts; 0 is for ever.
        uint32 duration;
    }

    event OfferChanged(uint256 indexed modelId, uint256 indexed currency, address indexed owner, Offer offer);
    /// @notice `expires`: Unix seconds, the last at which the licence holds; `type(uint64).max` for ever.
    event LicenceGranted(uint256 indexed modelId, address indexed holder, uint64 expires);
    /// @notice `price` is what the buyer paid; the owner got it less `fee` and `royalty`.
    event LicenceSold(
        uint256 indexed modelId,
        address indexed holder,
        uint256 indexed currency,
        address buyer,
        uint256 price,
        uint256 fee,
        uint256 royalty
    );

    error Licences_NotOwner(uint256 modelId, address caller);
    error Licences_UnknownModel(uint256 modelId);
    error Licences_ZeroHolder();
    error Licences_NotOffered(uint256 modelId, uint256 currency);
    /// @notice The owner asks more than the caller agreed to.
    error Licences_PriceChanged(uint256 modelId, uint256 price, uint256 agreed);
    /// @notice The owner offers another duration than the caller agreed to.
    error Licences_DurationChanged(uint256 modelId, uint32 duration, uint32 agreed);
    error Licences_AlreadyForEver(uint256 modelId, address holder);

    /// @notice Owner of the model only. An offer ends for good when the model changes hands; a new version leaves it as it is.
    function setOffer(uint256 modelId, Currency currency, Offer calldata offer) external;

    /// @notice Owner of the model only: gives a licence for nothing. One that lasts longer is kept.
    function grant(uint256 modelId, address holder, uint64 expires) external;

    /// @notice Buys a licence for `holder` out of the caller's credits; a running one is prolonged.
    /// @param maxPrice What the caller agrees to pay at most.
    /// @param duration What the caller agrees to get: seconds, 0 for ever.
    function buy(uint256 modelId, Currency currency, uint128 maxPrice, uint32 duration, address holder) external;

    /// @notice The owner's offer; `offered` tells one that was made from none.
    function offerOf(uint256 modelId, Currency currency) external view returns (bool offered, Offer memory offer);

    /// @notice Unix seconds, the last at which the holder has a licence; `type(uint64).max` for ever; 0 never had one.
    function expiryOf(uint256 modelId, address holder) external view returns (uint64);

    /// @notice How the price of a licence would be divided now.
    function quote(
        uint256 modelId,
        Currency currency,
        uint256 price
    ) external view returns (uint256 toOwner, uint256 fee, uint256 royalty, address royaltyReceiver);

    /// @notice What a use costs this user now, in the currency's smallest unit: 0 with a licence or as the owner.
    /// @return offered Whether this user may use it for the price. Without an offer in the currency nobody but the owner and holders of a
    /// licence may.
    function useCost(
        uint256 modelId,
        Currency currency,
        address user
    ) external view returns (bool offered, uint128 price);

    // solhint-disable-next-line func-name-mixedcase
    function NOT_FOR_USE() external view returns (uint128);
}
