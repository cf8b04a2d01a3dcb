// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {Currency} from "../types/Currency.sol";

/// @notice One payee's part of a payment.
struct Payment {
    address to;
    /// In the currency's smallest unit.
    uint256 amount;
}

/// @title Vault
/// @notice Holds all money of Blacktail and issues ERC-6909 claims ("credits") on it; every other contract only moves claims.
/// @dev Invariant: for every currency, what the vault holds is at least the sum of its claims. Tokens that take a fee on
/// transfer are credited with what arrived. Rebasing tokens are not supported: a negative rebase would leave claims uncovered.
/// Several calls in one transaction: `multicall` (not payable, so native coin is deposited by its own call).
interface IVault is IERC6909 {
    event Deposited(address indexed payer, address indexed to, uint256 indexed currency, uint256 amount);
    event Withdrawn(address indexed owner, address indexed to, uint256 indexed currency, uint256 amount);

    /// @notice `msg.value` must equal the amount for the native currency and be 0 for a token.
    error Vault_WrongValue(uint256 expected, uint256 sent);
    error Vault_ZeroAmount();
    /// @notice A token claims that more arrived than one deposit may credit, 2^128 - 1.
    error Vault_AmountTooLarge(uint256 amount);
    error Vault_ZeroRecipient();
    /// @notice The recipient refused the native coin; withdraw to another address.
    error Vault_TransferFailed(address to, uint256 amount);
    error Vault_SignatureExpired(uint256 deadline, uint256 time);
    error Vault_InvalidSignature(address owner);
    /// @notice There is no contract at the currency's address.
    error Vault_NoToken(address token);
    /// @notice The token took more than `amount` out of the vault, which would leave other claims uncovered.
    error Vault_TokenOverdrawn(address token, uint256 amount, uint256 taken);

    /// @notice Takes `amount` of `currency` from the caller and credits `to` with what arrived.
    /// @return credited What `to` may now spend or withdraw, at most 2^128 - 1; less than `amount` for a token with a transfer fee.
    function deposit(Currency currency, uint256 amount, address to) external payable returns (uint256 credited);

    /// @notice As `deposit`, with an EIP-2612 permit in place of an approval. A permit that was already used by somebody
    /// else is no error as long as the allowance suffices.
    function depositWithPermit(
        Currency currency,
        uint256 amount,
        address to,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external returns (uint256 credited);

    /// @notice Credits several payees with native coin in one call. `msg.value` must equal the payments' sum.
    /// @dev Payments of 0 are skipped.
    function depositSplit(Payment[] calldata payments) external payable;

    /// @notice Burns the caller's claim and sends the money to `to`.
    function withdraw(Currency currency, uint256 amount, address to) external;

    /// @notice Moves claims of `from` to several payees in one call. The caller must be `from`, its operator, or have an allowance
    /// that covers all of it.
    /// @dev Payments of 0 are skipped.
    function pay(address from, Currency currency, Payment[] calldata payments) external;

    /// @notice `setOperator` by the owner's signature (EIP-712 `SetOperator(address owner,address operator,bool approved,uint256 nonce,uint256 deadline)`,
    /// domain `Blacktail`, version `1`); smart-contract wallets sign by ERC-1271.
    function setOperatorBySig(
        address owner,
        address operator,
        bool approved,
        uint256 deadline,
        bytes calldata signature
    ) external;

    /// @notice The next nonce that `setOperatorBySig` expects of `owner`.
    function nonces(address owner) external view returns (uint256);
}
