// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationVerifier} from "./IAttestationVerifier.sol";

/// @title SignatureVerifier
/// @notice A second key for each provider that signs what its machine computed: certified by a certifier, which governance names, or by
/// governance itself, for a provider whose hardware and operation somebody has looked at.
/// @dev A proof is the key's 65-byte ECDSA signature of `attestationDigest`. It is not the operator's signature of the receipt, so an operator
/// key alone never vouches for itself.
interface ISignatureVerifier is IAttestationVerifier {
    /// @notice `expires`: Unix seconds, the last at which the key vouches.
    event KeyCertified(address indexed provider, address indexed key, uint64 expires);
    event KeyRevoked(address indexed provider, address indexed key);
    event CertifierChanged(address indexed certifier);

    error SignatureVerifier_ZeroKey();
    error SignatureVerifier_InvalidCertificate(address certifier);
    error SignatureVerifier_Expired(uint64 expires);
    /// @notice A key that was revoked for this provider is never certified for it again.
    error SignatureVerifier_Revoked(address provider, address key);
    /// @notice The provider has, or had before it was revoked or replaced, a key that does not expire before this one.
    error SignatureVerifier_Outdated(address provider, uint64 expires, uint64 newest);
    error SignatureVerifier_NotAllowed(address provider, address caller);
    error SignatureVerifier_NoKey(address provider);

    /// @notice Anyone brings the certifier's signature (EIP-712 `Certificate(address provider,address key,uint64 expires)`, domain
    /// `Blacktail`, version `1`); a certifier that is a contract signs by ERC-1271. Replaces the provider's key. It must
    /// expire later than every key that the provider had: so nobody can bring an old certificate again, neither to push out a new key nor after
    /// that was revoked.
    function register(address provider, address key, uint64 expires, bytes calldata signature) external;

    /// @notice Ends the provider's key at once and for ever. By the provider itself or the certifier.
    function revoke(address provider) external;

    /// @notice Governed: certifies without a signature, also for a shorter time than before.
    function certify(address provider, address key, uint64 expires) external;

    /// @notice Governed: bars a key, the present one of the provider or not.
    function revokeKey(address provider, address key) external;

    /// @notice Governed. Keys that an earlier certifier certified stay.
    function setCertifier(address certifier) external;

    function certifier() external view returns (address);

    function keyOf(address provider) external view returns (address key, uint64 expires);

    function isRevoked(address provider, address key) external view returns (bool);

    /// @notice What the certifier signs.
    function certificateDigest(address provider, address key, uint64 expires) external view returns (bytes32);

    /// @notice What the key signs: EIP-712 `Attestation(bytes32 receipt,address provider)`.
    function attestationDigest(bytes32 receiptDigest, address provider) external view returns (bytes32);
}
