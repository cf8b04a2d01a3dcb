// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";

/// @title Licences
/// @notice What the use of a model costs, and who may use it without paying for each use: its owner, and holders of a licence, which
/// the owner grants or sells. A licence outlives a sale of the model.
/// @dev A sale of a licence pays the model's royalty to its creator and the market's fee to the Treasury, the rest to its owner.
interface ILicences {
    /// @notice What the owner asks in one currency. Prices are in its smallest unit; a price of 0 offers nothing.
    struct Offer {
        /// Of one use by a job; 0 lets everyone use it.
        uint128 usePrice;
        /// Of a licence.
        uint128 licencePrice;
        /// Seconds that a licence lasts; 0 is for ever.
        uint32 duration;
    }

    event OfferChanged(uint256 indexed modelId, uint256 indexed currency, address indexed owner, Offer offer);
    /// @notice `expires` in Unix seconds; `type(uint64).max` never, 0 revoked by its holder.
    event LicenceGranted(uint256 indexed modelId, address indexed holder, uint64 expires);
    event LicenceSold(
        uint256 indexed modelId,
        address indexed holder,
        uint256 indexed currency,
        uint256 price,
        uint256 fee,
        uint256 royalty
    );

    error Licences_NotOwner(uint256 modelId, address caller);
    error Licences_UnknownModel(uint256 modelId);
    error Licences_NotOffered(uint256 modelId, uint256 currency);
    /// @notice The owner asks more than the caller agreed to.
    error Licences_PriceChanged(uint256 modelId, uint256 price, uint256 agreed);
    error Licences_AlreadyForEver(uint256 modelId, address holder);

    /// @notice Owner of the model only. An offer ends when the model changes hands.
    function setOffer(uint256 modelId, Currency currency, Offer calldata offer) external;

    /// @notice Owner of the model only: gives a licence for nothing. One that lasts longer is kept.
    function grant(uint256 modelId, address holder, uint64 expires) external;

    /// @notice Buys a licence for `holder` out of the caller's credits; a running one is prolonged.
    /// @param maxPrice What the caller agrees to pay at most.
    function buy(uint256 modelId, Currency currency, uint128 maxPrice, address holder) external;

    function offerOf(uint256 modelId, Currency currency) external view returns (Offer memory);

    /// @notice Unix seconds until when the holder has a licence; `type(uint64).max` for ever; 0 never had one.
    function expiryOf(uint256 modelId, address holder) external view returns (uint64);

    /// @notice What a use costs this user now, in the currency's smallest unit: 0 with a licence or as the owner.
    /// @return offered Whether the use can be paid in this currency at all (or costs nothing).
    function useCost(
        uint256 modelId,
        Currency currency,
        address user
    ) external view returns (bool offered, uint128 price);
}
