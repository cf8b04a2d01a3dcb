// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {IAttestationVerifier} from "../interfaces/IAttestationVerifier.sol";
import {IEnclaveVerifier} from "../interfaces/IEnclaveVerifier.sol";

/// @title EnclaveVerifier
///
/// ROLES
/// Governance lists root keys and measurements, and revokes keys. A root certifies enclaves' keys by signature. A provider revokes its own.
///
/// TRUST
/// A root is trusted to certify only keys made inside an enclave that runs the measured program; the enclave's vendor to keep them there.
/// Secrets have been taken out of such hardware for less than a thousand dollars: so an attestation may lower the rate of audits and nothing else.
/// A root or a measurement that is withdrawn silences all its keys at once.
///
/// MONEY
/// None.
///
/// LIVENESS
/// Nothing waits for this contract: a receipt without a proof counts as any other. Signatures are checked by the chain's precompile where it has
/// one (EIP-7951), else in Solidity at about a hundred times the gas.
contract EnclaveVerifier is IEnclaveVerifier, EIP712, AccessManaged {
    struct Enclave {
        Certificate certificate;
        bytes32 rootId;
    }

    bytes32 private constant _CERTIFICATE = keccak256(
        "Certificate(address provider,bytes32 x,bytes32 y,bytes32 measurement,uint64 expires)"
    );
    bytes32 private constant _ATTESTATION = keccak256("Attestation(bytes32 receipt,address provider)");

    mapping(address provider => Enclave) private _enclaves;
    mapping(bytes32 keyId => bool) private _revoked;
    mapping(bytes32 rootId => bool) private _roots;
    mapping(bytes32 measurement => bool) private _measurements;
    /// @dev When the certificate expires that lasts longest of all that a root gave a provider, also for keys revoked since.
    mapping(bytes32 rootId => mapping(address provider => uint64)) private _newest;

    constructor(address initialAuthority) EIP712("Blacktail", "1") AccessManaged(initialAuthority) {}

    /* ANYONE */

    /// @inheritdoc IEnclaveVerifier
    function register(Certificate calldata certificate, PublicKey calldata root, bytes32 r, bytes32 s) external {
        bytes32 rootId = idOf(root);
        bytes32 keyId = idOf(certificate.key);
        if (!_roots[rootId]) revert EnclaveVerifier_UnknownRoot(rootId);
        if (!_measurements[certificate.measurement]) {
            revert EnclaveVerifier_UnknownMeasurement(certificate.measurement);
        }
        if (block.timestamp > certificate.expires) revert EnclaveVerifier_Expired(certificate.expires);
        if (_revoked[keyId]) revert EnclaveVerifier_Revoked(keyId);
        _checkKey(certificate.key);
        if (!P256.verify(certificateDigest(certificate), r, s, root.x, root.y)) {
            revert EnclaveVerifier_InvalidCertificate(rootId);
        }
        uint64 newest = _newestOf(certificate.provider, rootId);
        if (certificate.expires <= newest) {
            revert EnclaveVerifier_Outdated(certificate.provider, certificate.expires, newest);
        }

        _newest[rootId][certificate.provider] = certificate.expires;
        _enclaves[certificate.provider] = Enclave({certificate: certificate, rootId: rootId});
        emit EnclaveRegistered(certificate.provider, keyId, rootId, certificate);
    }

    /// @inheritdoc IEnclaveVerifier
    function revoke(address provider) external {
        if (msg.sender != provider) revert EnclaveVerifier_NotAllowed(provider, msg.sender);
        Enclave memory enclave = _enclaves[provider];
        if (enclave.rootId == 0) revert EnclaveVerifier_NoKey(provider);

        delete _enclaves[provider];
        _revoke(_idOf(enclave.certificate.key));
    }

    /* GOVERNED */

    /// @inheritdoc IEnclaveVerifier
    function revokeKey(bytes32 keyId) external restricted {
        _revoke(keyId);
    }

    /// @inheritdoc IEnclaveVerifier
    function setRoot(PublicKey calldata root, bool allowed) external restricted {
        _checkKey(root);
        bytes32 rootId = idOf(root);
        _roots[rootId] = allowed;
        emit RootChanged(rootId, root, allowed);
    }

    /// @inheritdoc IEnclaveVerifier
    function setMeasurement(bytes32 measurement, bool allowed) external restricted {
        _measurements[measurement] = allowed;
        emit MeasurementChanged(measurement, allowed);
    }

    /* VIEWS */

    /// @inheritdoc IAttestationVerifier
    function vouches(bytes32 receiptDigest, address provider, bytes calldata proof) external view returns (bool) {
        if (proof.length != 64) return false;
        Enclave memory enclave = _enclaves[provider];
        if (!_isValid(enclave)) return false;
        PublicKey memory key = enclave.certificate.key;
        return
            P256.verify(
                attestationDigest(receiptDigest, provider),
                bytes32(proof[:32]),
                bytes32(proof[32:]),
                key.x,
                key.y
            );
    }

    /// @inheritdoc IEnclaveVerifier
    function enclaveOf(
        address provider
    ) external view returns (Certificate memory certificate, bytes32 keyId, bytes32 rootId) {
        Enclave memory enclave = _enclaves[provider];
        (certificate, rootId) = (enclave.certificate, enclave.rootId);
        if (rootId != 0) keyId = _idOf(certificate.key);
    }

    /// @inheritdoc IEnclaveVerifier
    function isValid(address provider) external view returns (bool) {
        return _isValid(_enclaves[provider]);
    }

    /// @inheritdoc IEnclaveVerifier
    function isRoot(bytes32 rootId) external view returns (bool) {
        return _roots[rootId];
    }

    /// @inheritdoc IEnclaveVerifier
    function isMeasurement(bytes32 measurement) external view returns (bool) {
        return _measurements[measurement];
    }

    /// @inheritdoc IEnclaveVerifier
    function isRevoked(bytes32 keyId) external view returns (bool) {
        return _revoked[keyId];
    }

    /// @inheritdoc IEnclaveVerifier
    function idOf(PublicKey calldata key) public pure returns (bytes32) {
        return _idOf(key);
    }

    /// @inheritdoc IEnclaveVerifier
    function certificateDigest(Certificate calldata certificate) public view returns (bytes32) {
        // A certificate has no dynamic part, so it is encoded as its words in line, as EIP-712 wants them.
        return _hashTypedDataV4(keccak256(abi.encode(_CERTIFICATE, certificate)));
    }

    /// @inheritdoc IEnclaveVerifier
    function attestationDigest(bytes32 receiptDigest, address provider) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(_ATTESTATION, receiptDigest, provider)));
    }

    /* INTERNAL */

    /// @dev A root of 0 names none, so a provider without a key is never valid.
    function _isValid(Enclave memory enclave) private view returns (bool) {
        Certificate memory certificate = enclave.certificate;
        return
            _roots[enclave.rootId] &&
            _measurements[certificate.measurement] &&
            block.timestamp <= certificate.expires &&
            !_revoked[_idOf(certificate.key)];
    }

    /// @dev Unix seconds that a certificate must outlast. Counted for each root, so that one withdrawn for giving certificates without end
    /// binds no other; but what vouches now is pushed out by none that expires earlier, whoever gave it.
    function _newestOf(address provider, bytes32 rootId) private view returns (uint64 newest) {
        newest = _newest[rootId][provider];
        Enclave memory present = _enclaves[provider];
        if (present.certificate.expires > newest && _isValid(present)) newest = present.certificate.expires;
    }

    function _revoke(bytes32 keyId) private {
        _revoked[keyId] = true;
        emit EnclaveRevoked(keyId);
    }

    /// @dev Off the curve nothing could be verified.
    function _checkKey(PublicKey calldata key) private pure {
        if (!P256.isValidPublicKey(key.x, key.y)) revert EnclaveVerifier_InvalidKey(key);
    }

    function _idOf(PublicKey memory key) private pure returns (bytes32) {
        return keccak256(abi.encode(key));
    }
}
