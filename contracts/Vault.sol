// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Multicall} from "@openzeppelin/contracts/utils/Multicall.sol";
import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IVault, Payment} from "./interfaces/IVault.sol";
import {Currency} from "./types/Currency.sol";

/// @title Vault
///
/// ROLES
/// None. There is no owner, no pause and no upgrade. A claim moves only by its owner, by an operator or spender that the owner
/// approved (ERC-6909), or by the owner's signature. Modules (market, escrow, registry of providers) are such operators.
///
/// TRUST
/// An operator may move every claim of whoever approved it: users approve immutable modules, nothing else. Tokens are not
/// trusted: a hostile one can only falsify claims on itself, since every currency is accounted for by its own balance. Nor can it
/// fill an account until a further payment overflows, which would block whatever else that payment's call does: a deposit credits
/// at most 2^128 - 1, so that would take 2^128 deposits.
///
/// TOKEN REQUIREMENTS
/// Any ERC-20, also one that returns nothing, or that takes a fee on transfer (what arrives is what is credited). Not supported:
/// balances that shrink without a transfer (negative rebases), and a sender's fee on top of the amount (withdrawals would revert).
/// Tokens or coins sent to the vault outside `deposit` belong to nobody and stay.
///
/// LIVENESS
/// A withdrawal depends on nothing but the claim and, for a token, the token's own `transfer`. No loop grows with use.
contract Vault is IVault, ERC6909, EIP712, Nonces, Multicall, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    bytes32 private constant SET_OPERATOR_TYPEHASH = keccak256(
        "SetOperator(address owner,address operator,bool approved,uint256 nonce,uint256 deadline)"
    );

    constructor() EIP712("Blacktail", "1") {}

    /* MONEY IN */

    /// @inheritdoc IVault
    function deposit(
        Currency currency,
        uint256 amount,
        address to
    ) external payable nonReentrant returns (uint256 credited) {
        return _deposit(currency, amount, to);
    }

    /// @inheritdoc IVault
    function depositWithPermit(
        Currency currency,
        uint256 amount,
        address to,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external nonReentrant returns (uint256 credited) {
        address token = _tokenOf(currency);
        // Anybody may have brought the permit before us: what counts is the allowance, which the transfer checks.
        // solhint-disable-next-line no-empty-blocks
        try IERC20Permit(token).permit(_msgSender(), address(this), amount, deadline, v, r, s) {} catch {}
        return _deposit(currency, amount, to);
    }

    /// @inheritdoc IVault
    function depositSplit(Payment[] calldata payments) external payable {
        uint256 sum;
        uint256 length = payments.length;
        for (uint256 i = 0; i < length; ++i) {
            uint256 amount = payments[i].amount;
            if (amount == 0) continue;
            address to = payments[i].to;
            sum += amount;
            _mint(to, 0, amount);
            emit Deposited(_msgSender(), to, 0, amount);
        }
        if (sum != msg.value) revert Vault_WrongValue(sum, msg.value);
    }

    /* MONEY OUT */

    /// @inheritdoc IVault
    function withdraw(Currency currency, uint256 amount, address to) external nonReentrant {
        if (amount == 0) revert Vault_ZeroAmount();
        if (to == address(0)) revert Vault_ZeroRecipient();

        _burn(_msgSender(), currency.id(), amount);
        emit Withdrawn(_msgSender(), to, currency.id(), amount);

        if (currency.isNative()) {
            // The recipient may be a contract that needs gas, and a refusal must not return data that costs the caller.
            (bool sent, ) = to.call{value: amount}("");
            if (!sent) revert Vault_TransferFailed(to, amount);
        } else {
            _send(_tokenOf(currency), amount, to);
        }
    }

    /* CLAIMS */

    /// @inheritdoc IVault
    function pay(address from, Currency currency, Payment[] calldata payments) external {
        address caller = _msgSender();
        bool spends = from != caller && !isOperator(from, caller);
        uint256 id = currency.id();
        uint256 length = payments.length;
        for (uint256 i = 0; i < length; ++i) {
            uint256 amount = payments[i].amount;
            if (amount == 0) continue;
            if (spends) _spendAllowance(from, caller, id, amount);
            _transfer(from, payments[i].to, id, amount);
        }
    }

    /// @inheritdoc IVault
    function setOperatorBySig(
        address owner,
        address operator,
        bool approved,
        uint256 deadline,
        bytes calldata signature
    ) external {
        if (block.timestamp > deadline) revert Vault_SignatureExpired(deadline, block.timestamp);
        bytes32 digest = _hashTypedDataV4(
            keccak256(abi.encode(SET_OPERATOR_TYPEHASH, owner, operator, approved, _useNonce(owner), deadline))
        );
        if (!SignatureChecker.isValidSignatureNowCalldata(owner, digest, signature)) {
            revert Vault_InvalidSignature(owner);
        }
        _setOperator(owner, operator, approved);
    }

    /// @inheritdoc IVault
    function nonces(address owner) public view override(IVault, Nonces) returns (uint256) {
        return super.nonces(owner);
    }

    /* INTERNAL */

    /// @dev Callers hold the reentrancy guard: a token that deposits again during its own transfer would be counted twice.
    function _deposit(Currency currency, uint256 amount, address to) private returns (uint256 credited) {
        if (amount == 0) revert Vault_ZeroAmount();
        if (to == address(0)) revert Vault_ZeroRecipient();

        uint256 value = currency.isNative() ? amount : 0;
        if (msg.value != value) revert Vault_WrongValue(value, msg.value);

        credited = currency.isNative() ? amount : _receive(_tokenOf(currency), amount);
        if (credited == 0) revert Vault_ZeroAmount();
        if (credited > type(uint128).max) revert Vault_AmountTooLarge(credited);

        _mint(to, currency.id(), credited);
        emit Deposited(_msgSender(), to, currency.id(), credited);
    }

    /// @dev Takes `amount` of the caller's tokens and measures what arrived.
    function _receive(address token, uint256 amount) private returns (uint256) {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(_msgSender(), address(this), amount);
        return IERC20(token).balanceOf(address(this)) - before;
    }

    /// @dev Sends `amount` and measures that no more than it left.
    function _send(address token, uint256 amount, address to) private {
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransfer(to, amount);
        uint256 left = IERC20(token).balanceOf(address(this));
        if (left + amount < before) revert Vault_TokenOverdrawn(token, amount, before - left);
    }

    /// @dev A call to an address without code would revert without a reason.
    function _tokenOf(Currency currency) private view returns (address token) {
        token = currency.token();
        if (token.code.length == 0) revert Vault_NoToken(token);
    }
}
