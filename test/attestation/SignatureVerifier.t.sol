// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {SignatureVerifier} from "../../contracts/attestation/SignatureVerifier.sol";
import {ISignatureVerifier} from "../../contracts/interfaces/ISignatureVerifier.sol";
import {SignerWallet} from "../mocks/SignerWallet.sol";
import {Test} from "../support/Test.sol";

contract SignatureVerifierTest is Test {
    bytes32 private constant RECEIPT = keccak256("receipt");

    SignatureVerifier private verifier;
    address private certifier;
    uint256 private certifierKey;
    address private key;
    uint256 private secret;
    address private provider;
    address private stranger;
    uint64 private expires;

    function setUp() public {
        vm.warp(1_800_000_000);
        (certifier, certifierKey) = makeAccount("certifier");
        (key, secret) = makeAccount("key");
        provider = makeAddr("provider");
        stranger = makeAddr("stranger");
        expires = uint64(block.timestamp) + 1 days;
        vm.expectEmit();
        emit ISignatureVerifier.CertifierChanged(certifier);
        verifier = new SignatureVerifier(address(new AccessManager(address(this))), certifier);
    }

    function _register(address key_, uint64 expires_) private {
        bytes memory signature = sign(certifierKey, verifier.certificateDigest(provider, key_, expires_));
        vm.prank(stranger);
        verifier.register(provider, key_, expires_, signature);
    }

    function _proof() private view returns (bytes memory) {
        return sign(secret, verifier.attestationDigest(RECEIPT, provider));
    }

    function test_DigestsAreTypedData() public view {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Blacktail"),
                keccak256("1"),
                block.chainid,
                address(verifier)
            )
        );
        bytes32 attestation = keccak256(
            abi.encode(keccak256("Attestation(bytes32 receipt,address provider)"), RECEIPT, provider)
        );
        vm.assertEq(
            verifier.attestationDigest(RECEIPT, provider),
            keccak256(abi.encodePacked("\x19\x01", domain, attestation))
        );
        bytes32 certificate = keccak256(
            abi.encode(keccak256("Certificate(address provider,address key,uint64 expires)"), provider, key, expires)
        );
        vm.assertEq(
            verifier.certificateDigest(provider, key, expires),
            keccak256(abi.encodePacked("\x19\x01", domain, certificate))
        );
    }

    /* VOUCHING */

    function test_ACertifiedKeyVouchesUntilItExpires() public {
        vm.assertFalse(verifier.vouches(RECEIPT, provider, _proof()));
        vm.expectEmit(address(verifier));
        emit ISignatureVerifier.KeyCertified(provider, key, expires);
        _register(key, expires);
        (address found, uint64 until) = verifier.keyOf(provider);
        vm.assertEq(found, key);
        vm.assertEq(until, expires);
        vm.assertTrue(verifier.vouches(RECEIPT, provider, _proof()));
        vm.warp(expires);
        vm.assertTrue(verifier.vouches(RECEIPT, provider, _proof()));
        vm.warp(expires + 1);
        vm.assertFalse(verifier.vouches(RECEIPT, provider, _proof()));
    }

    function testFuzz_NothingElseVouches(bytes32 receipt, address other, bytes memory junk, uint256 wrong) public {
        _register(key, expires);
        wrong = bound(wrong, 1, type(uint128).max);
        vm.assume(receipt != RECEIPT && other != provider && wrong != secret);
        vm.assertFalse(verifier.vouches(receipt, provider, _proof()), "another receipt");
        vm.assertFalse(verifier.vouches(RECEIPT, other, _proof()), "another provider");
        vm.assertFalse(verifier.vouches(RECEIPT, provider, junk), "no signature");
        vm.assertFalse(
            verifier.vouches(RECEIPT, provider, sign(wrong, verifier.attestationDigest(RECEIPT, provider))),
            "another key"
        );
        // The plain signature of a receipt is the operator's, and no attestation.
        vm.assertFalse(verifier.vouches(RECEIPT, provider, sign(secret, RECEIPT)), "not typed");
    }

    /* CERTIFICATES */

    function test_ACertifierMayBeAContract() public {
        verifier.setCertifier(address(new SignerWallet(certifier)));
        _register(key, expires);
        vm.assertTrue(verifier.vouches(RECEIPT, provider, _proof()));
    }

    function testFuzz_RevertWhen_CertificateIsNotTheCertifiers(uint256 wrong) public {
        wrong = bound(wrong, 1, type(uint128).max);
        vm.assume(wrong != certifierKey);
        bytes memory signature = sign(wrong, verifier.certificateDigest(provider, key, expires));
        vm.expectRevert(
            abi.encodeWithSelector(ISignatureVerifier.SignatureVerifier_InvalidCertificate.selector, certifier)
        );
        verifier.register(provider, key, expires, signature);
    }

    function test_RevertWhen_NobodyCertifies() public {
        bytes memory signature = sign(certifierKey, verifier.certificateDigest(provider, key, expires));
        verifier.setCertifier(address(0));
        bytes memory reason = abi.encodeWithSelector(
            ISignatureVerifier.SignatureVerifier_InvalidCertificate.selector,
            address(0)
        );
        vm.expectRevert(reason);
        verifier.register(provider, key, expires, signature);
        vm.expectRevert(reason);
        verifier.register(provider, key, expires, "");
    }

    function test_RevertWhen_CertificateIsOlder() public {
        _register(key, expires);
        bytes memory signature = sign(certifierKey, verifier.certificateDigest(provider, stranger, expires));
        vm.expectRevert(
            abi.encodeWithSelector(ISignatureVerifier.SignatureVerifier_Outdated.selector, provider, expires, expires)
        );
        verifier.register(provider, stranger, expires, signature);
        _register(stranger, expires + 1);
        (address found, ) = verifier.keyOf(provider);
        vm.assertEq(found, stranger);
    }

    function test_RevertWhen_CertificateHasExpiredOrNamesNoKey() public {
        uint64 past = uint64(block.timestamp) - 1;
        bytes memory signature = sign(certifierKey, verifier.certificateDigest(provider, key, past));
        vm.expectRevert(abi.encodeWithSelector(ISignatureVerifier.SignatureVerifier_Expired.selector, past));
        verifier.register(provider, key, past, signature);
        vm.expectRevert(abi.encodeWithSelector(ISignatureVerifier.SignatureVerifier_ZeroKey.selector));
        verifier.certify(provider, address(0), expires);
        vm.expectRevert(abi.encodeWithSelector(ISignatureVerifier.SignatureVerifier_ZeroKey.selector));
        verifier.revokeKey(provider, address(0));
    }

    /* REVOCATION */

    function testFuzz_RevokedKeysNeverComeBack(uint8 by) public {
        _register(key, expires);
        vm.expectEmit(address(verifier));
        emit ISignatureVerifier.KeyRevoked(provider, key);
        if (by % 3 == 2) {
            verifier.revokeKey(provider, key);
        } else {
            vm.prank(by % 3 == 0 ? provider : certifier);
            verifier.revoke(provider);
        }
        vm.assertTrue(verifier.isRevoked(provider, key));
        vm.assertFalse(verifier.vouches(RECEIPT, provider, _proof()));
        bytes memory signature = sign(certifierKey, verifier.certificateDigest(provider, key, expires + 1));
        vm.expectRevert(abi.encodeWithSelector(ISignatureVerifier.SignatureVerifier_Revoked.selector, provider, key));
        verifier.register(provider, key, expires + 1, signature);
    }

    /// @dev The key that the revoked one had replaced, perhaps because it was no longer safe.
    function test_RevertWhen_AnOlderCertificateComesAfterARevocation() public {
        _register(stranger, expires);
        _register(key, expires + 1);
        vm.prank(provider);
        verifier.revoke(provider);
        _refuseOlder(expires + 1);
        (address found, uint64 until) = verifier.keyOf(provider);
        vm.assertEq(found, address(0));
        vm.assertEq(until, 0);
        _register(stranger, expires + 2);
    }

    function test_RevertWhen_AnOlderCertificateOutlivesWhatGovernanceCertified() public {
        _register(stranger, expires);
        verifier.certify(provider, key, expires - 1);
        _refuseOlder(expires);
        vm.assertTrue(verifier.vouches(RECEIPT, provider, _proof()));
    }

    function _refuseOlder(uint64 newest) private {
        bytes memory signature = sign(certifierKey, verifier.certificateDigest(provider, stranger, expires));
        vm.expectRevert(
            abi.encodeWithSelector(ISignatureVerifier.SignatureVerifier_Outdated.selector, provider, expires, newest)
        );
        verifier.register(provider, stranger, expires, signature);
    }

    function test_AnotherKeyIsBarredWithoutEndingThePresentOne() public {
        _register(key, expires);
        verifier.revokeKey(provider, stranger);
        vm.assertTrue(verifier.isRevoked(provider, stranger));
        vm.assertTrue(verifier.vouches(RECEIPT, provider, _proof()));
    }

    function testFuzz_RevertWhen_RevokedByAnother(address caller) public {
        vm.assume(caller != provider && caller != certifier);
        _register(key, expires);
        vm.expectRevert(
            abi.encodeWithSelector(ISignatureVerifier.SignatureVerifier_NotAllowed.selector, provider, caller)
        );
        vm.prank(caller);
        verifier.revoke(provider);
    }

    function test_RevertWhen_ThereIsNoKeyToRevoke() public {
        vm.expectRevert(abi.encodeWithSelector(ISignatureVerifier.SignatureVerifier_NoKey.selector, provider));
        vm.prank(provider);
        verifier.revoke(provider);
    }

    /* GOVERNANCE */

    function test_GovernanceCertifiesAlsoForAShorterTime() public {
        _register(key, expires);
        verifier.certify(provider, key, expires - 1);
        (, uint64 until) = verifier.keyOf(provider);
        vm.assertEq(until, expires - 1);
    }

    function test_KeysOutliveTheirCertifier() public {
        _register(key, expires);
        verifier.setCertifier(stranger);
        vm.assertEq(verifier.certifier(), stranger);
        vm.assertTrue(verifier.vouches(RECEIPT, provider, _proof()));
    }

    function testFuzz_RevertWhen_NotGoverned(address caller) public {
        vm.assume(caller != address(this));
        bytes memory reason = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        verifier.certify(provider, key, expires);
        vm.expectRevert(reason);
        verifier.revokeKey(provider, key);
        vm.expectRevert(reason);
        verifier.setCertifier(caller);
        vm.stopPrank();
    }
}
