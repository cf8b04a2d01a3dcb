// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {IAttestationVerifier} from "../interfaces/IAttestationVerifier.sol";
import {ISignatureVerifier} from "../interfaces/ISignatureVerifier.sol";

/// @title SignatureVerifier
///
/// ROLES
/// Governance names a certifier and may certify and revoke itself. The certifier certifies by signature and revokes. A provider revokes its own.
///
/// TRUST
/// An attestation here says that somebody trusted by governance once looked at a provider, and that a key it uses has signed. It proves
/// nothing about the computation: all it may do is lower the rate at which results are audited, and results stand their window all the same.
///
/// MONEY
/// None.
///
/// LIVENESS
/// Nothing waits for this contract: a receipt without a proof counts as any other.
contract SignatureVerifier is ISignatureVerifier, EIP712, AccessManaged {
    struct Key {
        address key;
        uint64 expires;
    }

    bytes32 private constant _CERTIFICATE = keccak256("Certificate(address provider,address key,uint64 expires)");
    bytes32 private constant _ATTESTATION = keccak256("Attestation(bytes32 receipt,address provider)");

    /// @inheritdoc ISignatureVerifier
    address public certifier;
    mapping(address provider => Key) private _keys;
    mapping(address provider => mapping(address key => bool)) private _revoked;
    /// @dev When the key expires that lasts longest of all that the provider had, also revoked ones: certificates count up by it.
    mapping(address provider => uint64) private _newest;

    constructor(
        address initialAuthority,
        address initialCertifier
    ) EIP712("Blacktail", "1") AccessManaged(initialAuthority) {
        _setCertifier(initialCertifier);
    }

    /* ANYONE */

    /// @inheritdoc ISignatureVerifier
    function register(address provider, address key, uint64 expires, bytes calldata signature) external {
        address signer = certifier;
        if (
            !SignatureChecker.isValidSignatureNowCalldata(signer, certificateDigest(provider, key, expires), signature)
        ) {
            revert SignatureVerifier_InvalidCertificate(signer);
        }
        uint64 newest = _newest[provider];
        if (expires <= newest) {
            revert SignatureVerifier_Outdated(provider, expires, newest);
        }
        _certify(provider, key, expires);
    }

    /// @inheritdoc ISignatureVerifier
    function revoke(address provider) external {
        if (msg.sender != provider && msg.sender != certifier) {
            revert SignatureVerifier_NotAllowed(provider, msg.sender);
        }
        address key = _keys[provider].key;
        if (key == address(0)) revert SignatureVerifier_NoKey(provider);
        _revoke(provider, key);
    }

    /* GOVERNED */

    /// @inheritdoc ISignatureVerifier
    function certify(address provider, address key, uint64 expires) external restricted {
        _certify(provider, key, expires);
    }

    /// @inheritdoc ISignatureVerifier
    function revokeKey(address provider, address key) external restricted {
        if (key == address(0)) revert SignatureVerifier_ZeroKey();
        _revoke(provider, key);
    }

    /// @inheritdoc ISignatureVerifier
    function setCertifier(address certifier_) external restricted {
        _setCertifier(certifier_);
    }

    /* VIEWS */

    /// @inheritdoc IAttestationVerifier
    function vouches(bytes32 receiptDigest, address provider, bytes calldata proof) external view returns (bool) {
        Key memory key = _keys[provider];
        if (key.key == address(0) || block.timestamp > key.expires) return false;
        (address signer, ECDSA.RecoverError fault, ) = ECDSA.tryRecoverCalldata(
            attestationDigest(receiptDigest, provider),
            proof
        );
        return fault == ECDSA.RecoverError.NoError && signer == key.key;
    }

    /// @inheritdoc ISignatureVerifier
    function keyOf(address provider) external view returns (address key, uint64 expires) {
        Key memory found = _keys[provider];
        return (found.key, found.expires);
    }

    /// @inheritdoc ISignatureVerifier
    function isRevoked(address provider, address key) external view returns (bool) {
        return _revoked[provider][key];
    }

    /// @inheritdoc ISignatureVerifier
    function certificateDigest(address provider, address key, uint64 expires) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(_CERTIFICATE, provider, key, expires)));
    }

    /// @inheritdoc ISignatureVerifier
    function attestationDigest(bytes32 receiptDigest, address provider) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(_ATTESTATION, receiptDigest, provider)));
    }

    /* INTERNAL */

    function _certify(address provider, address key, uint64 expires) private {
        if (key == address(0)) revert SignatureVerifier_ZeroKey();
        if (block.timestamp > expires) revert SignatureVerifier_Expired(expires);
        if (_revoked[provider][key]) revert SignatureVerifier_Revoked(provider, key);

        _keys[provider] = Key({key: key, expires: expires});
        if (expires > _newest[provider]) _newest[provider] = expires;
        emit KeyCertified(provider, key, expires);
    }

    function _revoke(address provider, address key) private {
        _revoked[provider][key] = true;
        if (_keys[provider].key == key) delete _keys[provider];
        emit KeyRevoked(provider, key);
    }

    function _setCertifier(address certifier_) private {
        certifier = certifier_;
        emit CertifierChanged(certifier_);
    }
}
