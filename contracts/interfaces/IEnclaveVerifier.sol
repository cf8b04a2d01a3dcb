// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAttestationVerifier} from "./IAttestationVerifier.sol";

/// @title EnclaveVerifier
/// @notice Keys on the curve P-256 that live in enclaves. Whoever checks the quotes of a vendor's enclaves (a root key, which governance
/// lists) certifies that a key was made inside one that runs a program known by its measurement (which governance lists too).
/// @dev A proof is 64 bytes, r and s of the enclave's ECDSA signature of `attestationDigest`, with s in the lower half of the order (else
/// take the order less s). The digest is signed as it is, not hashed again.
/// Warning: quotes themselves are checked by the holder of the root key, not here, and enclaves have been broken for little money.
interface IEnclaveVerifier is IAttestationVerifier {
    /// @notice A point of P-256.
    struct PublicKey {
        bytes32 x;
        bytes32 y;
    }

    /// @notice EIP-712 `Certificate(address provider,bytes32 x,bytes32 y,bytes32 measurement,uint64 expires)`, domain `Blacktail`,
    /// version `1`.
    struct Certificate {
        /// The provider for whose results the enclave vouches.
        address provider;
        PublicKey key;
        /// Digest of the program that the enclave runs.
        bytes32 measurement;
        /// Unix seconds: the last at which the key vouches.
        uint64 expires;
    }

    event EnclaveRegistered(
        address indexed provider,
        bytes32 indexed keyId,
        bytes32 indexed rootId,
        Certificate certificate
    );
    event EnclaveRevoked(bytes32 indexed keyId);
    event RootChanged(bytes32 indexed rootId, PublicKey root, bool allowed);
    event MeasurementChanged(bytes32 indexed measurement, bool allowed);

    error EnclaveVerifier_InvalidKey(PublicKey key);
    error EnclaveVerifier_UnknownRoot(bytes32 rootId);
    error EnclaveVerifier_UnknownMeasurement(bytes32 measurement);
    error EnclaveVerifier_InvalidCertificate(bytes32 rootId);
    error EnclaveVerifier_Expired(uint64 expires);
    error EnclaveVerifier_Revoked(bytes32 keyId);
    /// @notice The root gave the provider a certificate that lasts as long, or one that does vouches now: `newest`, Unix seconds.
    error EnclaveVerifier_Outdated(address provider, uint64 expires, uint64 newest);
    error EnclaveVerifier_NotAllowed(address provider, address caller);
    error EnclaveVerifier_NoKey(address provider);

    /// @notice Anyone brings a certificate with the root's signature. Replaces the provider's key. It must outlast each that this root gave
    /// the provider before, and the one that vouches now: so nobody can bring an old certificate again, even after the newest was revoked.
    function register(Certificate calldata certificate, PublicKey calldata root, bytes32 r, bytes32 s) external;

    /// @notice The provider ends its own key, for ever.
    function revoke(address provider) external;

    /// @notice Governed: ends a key for ever, whoever has it.
    function revokeKey(bytes32 keyId) external;

    /// @notice Governed. Keys that a root certified vouch only while it is allowed.
    function setRoot(PublicKey calldata root, bool allowed) external;

    /// @notice Governed. Keys of a program vouch only while its measurement is allowed.
    function setMeasurement(bytes32 measurement, bool allowed) external;

    /// @notice The provider's certificate, `keyId` and root; empty when it has none. Whether it vouches now: `isValid`.
    function enclaveOf(
        address provider
    ) external view returns (Certificate memory certificate, bytes32 keyId, bytes32 rootId);

    /// @notice Whether the provider's key vouches now: not expired, not revoked, root and measurement allowed.
    function isValid(address provider) external view returns (bool);

    function isRoot(bytes32 rootId) external view returns (bool);

    function isMeasurement(bytes32 measurement) external view returns (bool);

    function isRevoked(bytes32 keyId) external view returns (bool);

    /// @notice keccak256(abi.encode(x, y)): names an enclave's key or a root.
    function idOf(PublicKey calldata key) external pure returns (bytes32);

    /// @notice What the root signs.
    function certificateDigest(Certificate calldata certificate) external view returns (bytes32);

    /// @notice What the enclave signs: EIP-712 `Attestation(bytes32 receipt,address provider)`.
    function attestationDigest(bytes32 receiptDigest, address provider) external view returns (bytes32);
}
