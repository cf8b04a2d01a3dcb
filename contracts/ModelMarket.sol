// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelMarket} from "./interfaces/IModelMarket.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {ITreasury, Service} from "./interfaces/ITreasury.sol";
import {IVault, Payment} from "./interfaces/IVault.sol";
import {Currency, CurrencyLibrary, NATIVE} from "./types/Currency.sol";

/// @title ModelMarket
///
/// ROLES
/// The owner of a token lists it and withdraws the listing; anyone else buys. No owner, no pause.
///
/// TRUST
/// Vault, registry and treasury are immutable. Sellers let the market move their tokens (ERC-721 approval), buyers who pay from credits
/// let it move their claims (ERC-6909 operator or allowance): it does either only inside `buy`, at the terms both of them named.
/// Governance sets the fee within the treasury's cap; the royalty was fixed at mint. Both come out of the price, never on top.
///
/// TOKEN REQUIREMENTS
/// None: money moves as Vault claims, so no token is called during a sale.
///
/// LIVENESS
/// A sale needs the seller's approval to still stand, and nobody's cooperation. Parties are paid in claims, so none can refuse.
/// A listing is bound to the token's epoch, so it ends with any transfer or new version and needs no cleaning up.
contract ModelMarket is IModelMarket {
    /// @dev One word. A price of 0 means that there is no listing.
    struct Listing {
        uint96 price;
        address token;
    }

    /// @dev The treasury's market fees as of the last `syncFees`.
    struct Fees {
        uint16 bps;
        uint16 blackBps;
    }

    uint256 private constant BPS = 10_000;

    IVault public immutable VAULT;
    IModelRegistry public immutable REGISTRY;
    ITreasury public immutable TREASURY;
    Currency private immutable _BLACK;

    Fees private _fees;
    mapping(uint256 tokenId => mapping(uint256 epoch => Listing)) private _listings;

    constructor(IVault vault, IModelRegistry registry, ITreasury treasury) {
        VAULT = vault;
        REGISTRY = registry;
        TREASURY = treasury;
        _BLACK = treasury.BLACK();
        syncFees();
    }

    /* ACTIONS */

    /// @inheritdoc IModelMarket
    function list(uint256 tokenId, Currency currency, uint96 price) external {
        if (price == 0) revert ModelMarket_ZeroPrice(tokenId);
        uint32 epoch = _epochForOwner(tokenId);

        _listings[tokenId][epoch] = Listing({price: price, token: currency.token()});
        emit Listed(tokenId, msg.sender, currency.id(), price, epoch);
    }

    /// @inheritdoc IModelMarket
    function cancel(uint256 tokenId) external {
        uint32 epoch = _epochForOwner(tokenId);
        if (_listings[tokenId][epoch].price == 0) revert ModelMarket_NotListed(tokenId);

        delete _listings[tokenId][epoch];
        emit ListingCancelled(tokenId, msg.sender, epoch);
    }

    /// @inheritdoc IModelMarket
    function buy(uint256 tokenId, Currency currency, uint96 price) external payable {
        (address seller, uint32 epoch, address royaltyReceiver, uint256 royalty) = REGISTRY.saleInfo(tokenId, price);
        mapping(uint256 => Listing) storage listings = _listings[tokenId];
        {
            Listing memory listing = listings[epoch];
            Currency listed = CurrencyLibrary.fromToken(listing.token);
            if (listing.price == 0) revert ModelMarket_NotListed(tokenId);
            if (listing.price != price || listed != currency) {
                revert ModelMarket_TermsChanged(tokenId, listed.id(), listing.price);
            }
        }
        if (seller == msg.sender) revert ModelMarket_OwnToken(tokenId);
        if (msg.value != 0 && (msg.value != price || !currency.isNative())) {
            revert ModelMarket_WrongValue(currency.isNative() ? price : 0, msg.value);
        }
        uint256 fee = _fee(currency, price);
        if (royaltyReceiver == seller) royalty = 0;

        delete listings[epoch];
        emit Bought(tokenId, seller, msg.sender, currency.id(), price, fee, royalty, royaltyReceiver);

        Payment[] memory payments = new Payment[](royalty == 0 ? 2 : 3);
        payments[0] = Payment({to: seller, amount: price - fee - royalty});
        payments[1] = Payment({to: address(TREASURY), amount: fee});
        if (royalty != 0) payments[2] = Payment({to: royaltyReceiver, amount: royalty});
        if (msg.value == 0) VAULT.pay(msg.sender, currency, payments);
        else VAULT.depositSplit{value: msg.value}(payments);
        // Not the safe variant: the buyer is the caller, and a callback would only open a door.
        REGISTRY.transferFrom(seller, msg.sender, tokenId);
    }

    /// @inheritdoc IModelMarket
    function syncFees() public {
        uint16 bps = TREASURY.feeBps(Service.Market, NATIVE);
        uint16 blackBps = TREASURY.feeBps(Service.Market, _BLACK);

        _fees = Fees({bps: bps, blackBps: blackBps});
        emit FeesSynced(bps, blackBps);
    }

    /* VIEWS */

    /// @inheritdoc IModelMarket
    function feesBps() external view returns (uint16 feeBps, uint16 blackFeeBps) {
        return (_fees.bps, _fees.blackBps);
    }

    /// @inheritdoc IModelMarket
    function canBuy(
        uint256 tokenId,
        Currency currency,
        uint96 price,
        address buyer
    ) external view returns (bytes memory reason) {
        (address seller, Currency listed, uint96 asked) = listingOf(tokenId);
        if (asked == 0) return abi.encodeWithSelector(ModelMarket_NotListed.selector, tokenId);
        if (asked != price || listed != currency) {
            return abi.encodeWithSelector(ModelMarket_TermsChanged.selector, tokenId, listed, asked);
        }
        if (seller == buyer) return abi.encodeWithSelector(ModelMarket_OwnToken.selector, tokenId);
        if (!REGISTRY.isApprovedForAll(seller, address(this)) && REGISTRY.getApproved(tokenId) != address(this)) {
            return abi.encodeWithSelector(ModelMarket_NotApproved.selector, tokenId, seller);
        }
    }

    /// @inheritdoc IModelMarket
    function listingOf(uint256 tokenId) public view returns (address seller, Currency currency, uint96 price) {
        (address owner, uint32 epoch) = REGISTRY.ownership(tokenId);
        Listing memory listing = _listings[tokenId][epoch];
        if (listing.price != 0) return (owner, CurrencyLibrary.fromToken(listing.token), listing.price);
    }

    /// @inheritdoc IModelMarket
    function quote(
        uint256 tokenId,
        Currency currency,
        uint256 price
    ) external view returns (uint256 toSeller, uint256 fee, uint256 royalty, address royaltyReceiver) {
        address seller;
        (seller, , royaltyReceiver, royalty) = REGISTRY.saleInfo(tokenId, price);
        if (royaltyReceiver == seller) royalty = 0;
        fee = _fee(currency, price);
        toSeller = price - fee - royalty;
    }

    /* INTERNAL */

    function _epochForOwner(uint256 tokenId) private view returns (uint32 epoch) {
        address owner;
        (owner, epoch) = REGISTRY.ownership(tokenId);
        if (owner != msg.sender) revert ModelMarket_NotOwner(tokenId, msg.sender, owner);
    }

    /// @dev Rounded down. Fee and royalty are each at most a tenth of the price, so there is always a rest for the seller.
    function _fee(Currency currency, uint256 price) private view returns (uint256) {
        return (price * (currency == _BLACK ? _fees.blackBps : _fees.bps)) / BPS;
    }
}
