// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Currency} from "../types/Currency.sol";

/// @title ModelMarket
/// @notice Fixed-price listings of models. The price is what the buyer pays; fee and royalty come out of it, the seller gets the rest.
/// @dev The market never holds an NFT or money. A seller approves it once in the registry, a buyer who pays from credits once in the vault.
/// A listing is bound to the token's epoch: it dies when the token moves or gets a new version, and does not revive when it comes back.
interface IModelMarket {
    event Listed(
        uint256 indexed tokenId,
        address indexed seller,
        uint256 indexed currency,
        uint256 price,
        uint32 epoch
    );
    /// @notice Sales pay these fees from now on.
    event FeesSynced(uint16 feeBps, uint16 blackFeeBps);
    event ListingCancelled(uint256 indexed tokenId, address indexed seller, uint32 epoch);
    event Bought(
        uint256 indexed tokenId,
        address indexed seller,
        address indexed buyer,
        uint256 currency,
        uint256 price,
        uint256 fee,
        uint256 royalty,
        address royaltyReceiver
    );

    error ModelMarket_NotOwner(uint256 tokenId, address caller, address owner);
    error ModelMarket_NotApproved(uint256 tokenId, address owner);
    error ModelMarket_ZeroPrice(uint256 tokenId);
    error ModelMarket_NotListed(uint256 tokenId);
    /// @notice The listing is not what the buyer agreed to; read it again.
    error ModelMarket_TermsChanged(uint256 tokenId, uint256 currency, uint256 price);
    error ModelMarket_WrongValue(uint256 expected, uint256 sent);
    error ModelMarket_OwnToken(uint256 tokenId);

    /// @notice Lists the caller's token, or changes its listing. It can be bought once the market may move the token (ERC-721
    /// approval), which is not checked here: an approval can be withdrawn at any time, so buyers ask `canBuy` anyway.
    /// @param price In the currency's smallest unit; more than 0.
    function list(uint256 tokenId, Currency currency, uint96 price) external;

    /// @notice Withdraws the caller's listing.
    function cancel(uint256 tokenId) external;

    /// @notice Buys at exactly the terms given: with native coin (`msg.value` = price) or, with no value, from the caller's credits.
    function buy(uint256 tokenId, Currency currency, uint96 price) external payable;

    /// @notice Takes over the treasury's market fees. Anyone may call it; the market keeps a copy, so that a sale need not ask.
    function syncFees() external;

    /// @notice The fees in force, in basis points of the price; the second is for prices in $BLACK.
    function feesBps() external view returns (uint16 feeBps, uint16 blackFeeBps);

    /// @notice Why `buy` with credits or coin would be refused whatever the buyer holds: the encoded custom error, or empty.
    /// `ModelMarket_NotApproved`: the seller has not let the market move the token, or took that back.
    function canBuy(
        uint256 tokenId,
        Currency currency,
        uint96 price,
        address buyer
    ) external view returns (bytes memory reason);

    /// @notice The live listing; price 0 when there is none.
    function listingOf(uint256 tokenId) external view returns (address seller, Currency currency, uint96 price);

    /// @notice How a sale at this price would be divided. The parts sum to the price; fee and royalty are rounded down.
    /// A seller who is the royalty's receiver pays no royalty.
    function quote(
        uint256 tokenId,
        Currency currency,
        uint256 price
    ) external view returns (uint256 toSeller, uint256 fee, uint256 royalty, address royaltyReceiver);
}
