// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title IAttestationVerifier
/// @notice Says whether a proof vouches for a receipt: a signature of a key that somebody certified, a quote of an enclave. The list
/// of verifiers is governed. A result that one vouches for is audited less often; it still stands its whole challenge window.
interface IAttestationVerifier {
    /// @param receiptDigest EIP-712 digest of the receipt.
    /// @param provider Whose result it is.
    /// @param proof What the verifier wants; hostile until checked.
    /// @return Whether it vouches for the receipt. A verifier may also revert: that is a refusal too.
    function vouches(bytes32 receiptDigest, address provider, bytes calldata proof) external view returns (bool);
}
