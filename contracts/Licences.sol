// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ILicences} from "./interfaces/ILicences.sol";
import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {ITreasury, Service} from "./interfaces/ITreasury.sol";
import {IVault, Payment} from "./interfaces/IVault.sol";
import {Currency} from "./types/Currency.sol";

/// @title Licences
///
/// ROLES
/// The owner of a model says what its use and a licence cost, and grants licences; anyone buys one. No owner of the contract, no pause.
///
/// TRUST
/// Vault, registry and treasury are immutable. Buyers let this contract move their claims (ERC-6909 operator or allowance): it does so only
/// inside `buy`, at the price and for the duration that they named. Nobody takes a licence back, not the next owner either. The fee is the Treasury's
/// of the day, within its cap; the royalty was fixed at mint. Both come out of the price, never on top.
/// What a job pays for a use is paid by JobEscrow, which asks here when the job is created.
///
/// TOKEN REQUIREMENTS
/// None: money moves as Vault claims.
///
/// LIVENESS
/// A purchase needs nobody's consent while the offer stands. Every call costs the same however many offers and licences there are.
contract Licences is ILicences {
    struct Listed {
        uint128 usePrice;
        uint128 licencePrice;
        uint32 duration;
        bool offered;
    }

    uint256 private constant _BPS = 10_000;
    uint64 private constant _FOR_EVER = type(uint64).max;

    /// @inheritdoc ILicences
    uint128 public constant NOT_FOR_USE = type(uint128).max;

    IVault public immutable VAULT;
    IModelRegistry public immutable REGISTRY;
    ITreasury public immutable TREASURY;

    /// @dev `hand` counts how often the model changed hands, so what an owner offered never revives, also if the model comes back to it.
    mapping(uint256 modelId => mapping(uint256 hand => mapping(Currency currency => Listed))) private _offers;
    mapping(uint256 modelId => mapping(address holder => uint64)) private _expiries;

    constructor(IVault vault, IModelRegistry registry, ITreasury treasury) {
        VAULT = vault;
        REGISTRY = registry;
        TREASURY = treasury;
    }

    /* OWNERS */

    /// @inheritdoc ILicences
    function setOffer(uint256 modelId, Currency currency, Offer calldata offer) external {
        uint256 hand = _handForOwner(modelId);
        // An id that is no address would be a currency that nobody can have.
        currency.token();

        _offers[modelId][hand][currency] = Listed({
            usePrice: offer.usePrice,
            licencePrice: offer.licencePrice,
            duration: offer.duration,
            offered: true
        });
        emit OfferChanged(modelId, currency.id(), msg.sender, offer);
    }

    /// @inheritdoc ILicences
    function grant(uint256 modelId, address holder, uint64 expires) external {
        _handForOwner(modelId);
        if (holder == address(0)) revert Licences_ZeroHolder();
        uint64 present = _expiries[modelId][holder];
        _grant(modelId, holder, expires > present ? expires : present);
    }

    /* ANYONE */

    /// @inheritdoc ILicences
    function buy(uint256 modelId, Currency currency, uint128 maxPrice, uint32 duration, address holder) external {
        if (holder == address(0)) revert Licences_ZeroHolder();
        uint256 price = _agreedPrice(modelId, currency, maxPrice, duration);
        uint64 present = _expiries[modelId][holder];
        if (present == _FOR_EVER) revert Licences_AlreadyForEver(modelId, holder);

        uint64 start = present > block.timestamp ? present : uint64(block.timestamp);
        _grant(modelId, holder, duration == 0 ? _FOR_EVER : start + duration);
        _sell(modelId, currency, price, holder);
    }

    /* VIEWS */

    /// @inheritdoc ILicences
    function offerOf(uint256 modelId, Currency currency) external view returns (bool offered, Offer memory offer) {
        (, uint32 epoch) = REGISTRY.ownership(modelId);
        Listed memory listed = _offers[modelId][_hand(modelId, epoch)][currency];
        return (
            listed.offered,
            Offer({usePrice: listed.usePrice, licencePrice: listed.licencePrice, duration: listed.duration})
        );
    }

    /// @inheritdoc ILicences
    function expiryOf(uint256 modelId, address holder) external view returns (uint64) {
        return _expiries[modelId][holder];
    }

    /// @inheritdoc ILicences
    function quote(
        uint256 modelId,
        Currency currency,
        uint256 price
    ) external view returns (uint256 toOwner, uint256 fee, uint256 royalty, address royaltyReceiver) {
        (, toOwner, fee, royalty, royaltyReceiver) = _divide(modelId, currency, price);
    }

    /// @inheritdoc ILicences
    function useCost(
        uint256 modelId,
        Currency currency,
        address user
    ) external view returns (bool offered, uint128 price) {
        (address owner, uint32 epoch) = REGISTRY.ownership(modelId);
        if (owner == address(0)) return (false, 0);
        if (user == owner || _expiries[modelId][user] >= block.timestamp) return (true, 0);
        Listed memory listed = _offers[modelId][_hand(modelId, epoch)][currency];
        if (!listed.offered || listed.usePrice == NOT_FOR_USE) return (false, 0);
        return (true, listed.usePrice);
    }

    /* INTERNAL */

    /// @dev The price of a licence, which the caller agreed to.
    function _agreedPrice(
        uint256 modelId,
        Currency currency,
        uint128 maxPrice,
        uint32 duration
    ) private view returns (uint256 price) {
        (address owner, uint32 epoch) = REGISTRY.ownership(modelId);
        if (owner == address(0)) revert Licences_UnknownModel(modelId);
        Listed memory listed = _offers[modelId][_hand(modelId, epoch)][currency];
        price = listed.licencePrice;
        if (price == 0) revert Licences_NotOffered(modelId, currency.id());
        if (price > maxPrice) revert Licences_PriceChanged(modelId, price, maxPrice);
        if (listed.duration != duration) revert Licences_DurationChanged(modelId, listed.duration, duration);
    }

    function _sell(uint256 modelId, Currency currency, uint256 price, address holder) private {
        Payment[] memory payments = new Payment[](3);
        payments[1].to = address(TREASURY);
        (payments[0].to, payments[0].amount, payments[1].amount, payments[2].amount, payments[2].to) = _divide(
            modelId,
            currency,
            price
        );
        emit LicenceSold({
            modelId: modelId,
            holder: holder,
            currency: currency.id(),
            buyer: msg.sender,
            price: price,
            fee: payments[1].amount,
            royalty: payments[2].amount
        });
        VAULT.pay(msg.sender, currency, payments);
    }

    function _divide(
        uint256 modelId,
        Currency currency,
        uint256 price
    ) private view returns (address owner, uint256 toOwner, uint256 fee, uint256 royalty, address royaltyReceiver) {
        (owner, , royaltyReceiver, royalty) = REGISTRY.saleInfo(modelId, price);
        if (royaltyReceiver == owner) royalty = 0;
        // Fee and royalty are each at most a tenth of the price, so there is always a rest for the owner.
        fee = (price * TREASURY.feeBps(Service.Market, currency)) / _BPS;
        toOwner = price - fee - royalty;
    }

    function _grant(uint256 modelId, address holder, uint64 expires) private {
        _expiries[modelId][holder] = expires;
        emit LicenceGranted(modelId, holder, expires);
    }

    function _handForOwner(uint256 modelId) private view returns (uint256) {
        (address owner, uint32 epoch) = REGISTRY.ownership(modelId);
        if (owner == address(0)) revert Licences_UnknownModel(modelId);
        if (owner != msg.sender) revert Licences_NotOwner(modelId, msg.sender);
        return _hand(modelId, epoch);
    }

    /// @dev The epoch counts transfers and added versions, the version count those and the first.
    function _hand(uint256 modelId, uint32 epoch) private view returns (uint256) {
        return uint256(epoch) + 1 - REGISTRY.versionCount(modelId);
    }
}
