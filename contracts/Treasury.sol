// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ITreasury, Service} from "./interfaces/ITreasury.sol";
import {IVault} from "./interfaces/IVault.sol";
import {Currency, CurrencyLibrary} from "./types/Currency.sol";

/// @title Treasury
///
/// ROLES
/// Whom the authority (an AccessManager) allows may set fees and collect what has arrived. Nobody else can do anything.
///
/// TRUST
/// Governance can neither charge more than the caps below, nor charge $BLACK more than other currencies, nor reach an open job,
/// which keeps the fee of its creation.
///
/// LIVENESS
/// Fees arrive as Vault claims by plain transfer: a payment never waits for this contract and cannot be refused by it.
contract Treasury is ITreasury, AccessManaged {
    uint16 private constant HUB_CAP = 2_500;
    uint16 private constant MARKET_CAP = 1_000;
    uint16 private constant COMPUTE_CAP = 1_500;

    IVault public immutable VAULT;
    /// @inheritdoc ITreasury
    Currency public immutable BLACK;

    /// @dev One word: for each service its fee, then its fee in $BLACK.
    uint16[6] private _feeBps;

    constructor(address initialAuthority, IVault vault, address black) AccessManaged(initialAuthority) {
        VAULT = vault;
        BLACK = CurrencyLibrary.fromToken(black);
        _setFee({service: Service.Hub, bps: 2_000, blackBps: 1_000});
        _setFee({service: Service.Market, bps: 250, blackBps: 125});
        _setFee({service: Service.Compute, bps: 500, blackBps: 250});
    }

    /* GOVERNED */

    /// @inheritdoc ITreasury
    function setFee(Service service, uint16 bps, uint16 blackBps) external restricted {
        _setFee(service, bps, blackBps);
    }

    /// @inheritdoc ITreasury
    function collect(Currency currency, address to, uint256 amount) external restricted {
        if (to == address(0)) revert Treasury_ZeroRecipient();
        emit Collected(currency.id(), to, amount);
        VAULT.transfer(to, currency.id(), amount);
    }

    /* VIEWS */

    /// @inheritdoc ITreasury
    function feeBps(Service service, Currency currency) external view returns (uint16) {
        uint256 index = uint256(service) * 2;
        return _feeBps[currency == BLACK ? index + 1 : index];
    }

    /// @inheritdoc ITreasury
    function feeCap(Service service) public pure returns (uint16) {
        if (service == Service.Hub) return HUB_CAP;
        if (service == Service.Market) return MARKET_CAP;
        return COMPUTE_CAP;
    }

    /* INTERNAL */

    function _setFee(Service service, uint16 bps, uint16 blackBps) private {
        if (bps > feeCap(service)) revert Treasury_FeeTooHigh(service, bps, feeCap(service));
        if (blackBps > bps) revert Treasury_BlackFeeAboveFee(service, blackBps, bps);

        uint256 index = uint256(service) * 2;
        _feeBps[index] = bps;
        _feeBps[index + 1] = blackBps;
        emit FeeChanged(service, bps, blackBps);
    }
}
