// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Burnable} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Burnable.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";
import {ERC20TransferAuthorization} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20TransferAuthorization.sol";
import {ERC20Votes} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Votes.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {NoncesKeyed} from "@openzeppelin/contracts/utils/NoncesKeyed.sol";
import {Time} from "@openzeppelin/contracts/utils/types/Time.sol";

/// @title BlackToken ($BLACK)
///
/// ROLES
/// None. The whole supply is minted once, at construction; nobody can mint, pause, block or upgrade.
///
/// TRUST
/// Slashes and holders burn, so the supply only falls. Votes count by timestamp, which means the same on every chain.
///
/// SIGNATURES
/// ERC-2612 permits, ERC-3009 transfers (keyed sequential nonces: 192 bits of key, 64 bits of sequence) and delegation by
/// signature, so that a holder needs no native coin. Transfers by authorization take ERC-1271 signatures too.
contract BlackToken is ERC20Burnable, ERC20Permit, ERC20TransferAuthorization, ERC20Votes {
    /// @notice 1,000,000,000 $BLACK, in wei.
    uint256 public constant INITIAL_SUPPLY = 1_000_000_000e18;

    /// @param to Receives the whole supply.
    constructor(address to) ERC20("Blacktail", "BLACK") ERC20Permit("Blacktail") {
        _mint(to, INITIAL_SUPPLY);
    }

    /// @notice Votes are dated in Unix seconds (ERC-6372).
    function clock() public view override returns (uint48) {
        return Time.timestamp();
    }

    /// @notice How `clock` counts (ERC-6372).
    // solhint-disable-next-line func-name-mixedcase
    function CLOCK_MODE() public pure override returns (string memory) {
        return "mode=timestamp";
    }

    /// @inheritdoc ERC20Permit
    function nonces(address owner) public view override(ERC20Permit, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    function _update(address from, address to, uint256 value) internal override(ERC20, ERC20Votes) {
        super._update(from, to, value);
    }

    /// @dev One counter for permits, delegations and authorizations of key 0; other keys run beside it.
    function _useCheckedNonce(address owner, uint256 nonce) internal override(Nonces, NoncesKeyed) {
        super._useCheckedNonce(owner, nonce);
    }
}
