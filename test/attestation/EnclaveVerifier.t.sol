// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {EnclaveVerifier} from "../../contracts/attestation/EnclaveVerifier.sol";
import {IEnclaveVerifier} from "../../contracts/interfaces/IEnclaveVerifier.sol";
import {Test} from "../support/Test.sol";

contract EnclaveVerifierTest is Test {
    bytes32 private constant RECEIPT = keccak256("receipt");
    bytes32 private constant PROGRAM = keccak256("program");
    uint256 private constant ROOT_SECRET = 0xB007;
    uint256 private constant SECRET = 0xC0DE;

    EnclaveVerifier private verifier;
    IEnclaveVerifier.PublicKey private root;
    IEnclaveVerifier.PublicKey private key;
    address private provider;
    address private stranger;
    uint64 private expires;

    function setUp() public {
        vm.warp(1_800_000_000);
        provider = makeAddr("provider");
        stranger = makeAddr("stranger");
        expires = uint64(block.timestamp) + 1 days;
        (root, key) = (_publicKey(ROOT_SECRET), _publicKey(SECRET));
        verifier = new EnclaveVerifier(address(new AccessManager(address(this))));
        vm.expectEmit(address(verifier));
        emit IEnclaveVerifier.RootChanged(verifier.idOf(root), root, true);
        verifier.setRoot(root, true);
        vm.expectEmit(address(verifier));
        emit IEnclaveVerifier.MeasurementChanged(PROGRAM, true);
        verifier.setMeasurement(PROGRAM, true);
    }

    function _publicKey(uint256 secret) private view returns (IEnclaveVerifier.PublicKey memory) {
        (uint256 x, uint256 y) = vm.publicKeyP256(secret);
        return IEnclaveVerifier.PublicKey({x: bytes32(x), y: bytes32(y)});
    }

    /// @dev With s in the lower half, as the verifier wants it.
    function _sign(uint256 secret, bytes32 digest) private pure returns (bytes32 r, bytes32 s) {
        (r, s) = vm.signP256(secret, digest);
        if (uint256(s) > P256.N / 2) s = bytes32(P256.N - uint256(s));
    }

    function _certificate() private view returns (IEnclaveVerifier.Certificate memory) {
        return IEnclaveVerifier.Certificate({provider: provider, key: key, measurement: PROGRAM, expires: expires});
    }

    function _register(IEnclaveVerifier.Certificate memory certificate) private {
        (bytes32 r, bytes32 s) = _sign(ROOT_SECRET, verifier.certificateDigest(certificate));
        vm.prank(stranger);
        verifier.register(certificate, root, r, s);
    }

    function _refused(IEnclaveVerifier.Certificate memory certificate, bytes memory reason) private {
        (bytes32 r, bytes32 s) = _sign(ROOT_SECRET, verifier.certificateDigest(certificate));
        vm.expectRevert(reason);
        verifier.register(certificate, root, r, s);
    }

    function _proof() private view returns (bytes memory) {
        (bytes32 r, bytes32 s) = _sign(SECRET, verifier.attestationDigest(RECEIPT, provider));
        return abi.encodePacked(r, s);
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
        bytes32 certificate = keccak256(
            abi.encode(
                keccak256("Certificate(address provider,bytes32 x,bytes32 y,bytes32 measurement,uint64 expires)"),
                provider,
                key.x,
                key.y,
                PROGRAM,
                expires
            )
        );
        vm.assertEq(
            verifier.certificateDigest(_certificate()),
            keccak256(abi.encodePacked("\x19\x01", domain, certificate))
        );
        bytes32 attestation = keccak256(
            abi.encode(keccak256("Attestation(bytes32 receipt,address provider)"), RECEIPT, provider)
        );
        vm.assertEq(
            verifier.attestationDigest(RECEIPT, provider),
            keccak256(abi.encodePacked("\x19\x01", domain, attestation))
        );
        vm.assertEq(verifier.idOf(key), keccak256(abi.encode(key.x, key.y)));
    }

    /* VOUCHING */

    function test_ARegisteredEnclaveVouchesUntilItExpires() public {
        vm.assertFalse(verifier.isValid(provider));
        vm.assertFalse(verifier.vouches(RECEIPT, provider, _proof()));
        vm.expectEmit(address(verifier));
        emit IEnclaveVerifier.EnclaveRegistered(provider, verifier.idOf(key), verifier.idOf(root), _certificate());
        _register(_certificate());
        (IEnclaveVerifier.Certificate memory found, bytes32 keyId, bytes32 rootId) = verifier.enclaveOf(provider);
        vm.assertEq(keccak256(abi.encode(found)), keccak256(abi.encode(_certificate())));
        vm.assertEq(keyId, verifier.idOf(key));
        vm.assertEq(rootId, verifier.idOf(root));
        vm.assertTrue(verifier.isValid(provider));
        vm.assertTrue(verifier.vouches(RECEIPT, provider, _proof()));
        vm.warp(expires);
        vm.assertTrue(verifier.vouches(RECEIPT, provider, _proof()));
        vm.warp(expires + 1);
        vm.assertFalse(verifier.vouches(RECEIPT, provider, _proof()));
    }

    function testFuzz_NothingElseVouches(
        bytes32 receipt,
        address other,
        bytes memory junk,
        bytes32 r,
        bytes32 s
    ) public {
        _register(_certificate());
        vm.assume(receipt != RECEIPT && other != provider);
        vm.assertFalse(verifier.vouches(receipt, provider, _proof()), "another receipt");
        vm.assertFalse(verifier.vouches(RECEIPT, other, _proof()), "another provider");
        vm.assertFalse(verifier.vouches(RECEIPT, provider, junk), "no signature");
        vm.assertFalse(verifier.vouches(RECEIPT, provider, abi.encodePacked(r, s)), "any signature");
        vm.assertFalse(verifier.vouches(RECEIPT, provider, abi.encodePacked(_proof(), uint8(27))), "too long");
    }

    function test_TheUpperHalfOfTheOrderIsRefused() public {
        _register(_certificate());
        (bytes32 r, bytes32 s) = _sign(SECRET, verifier.attestationDigest(RECEIPT, provider));
        vm.assertFalse(verifier.vouches(RECEIPT, provider, abi.encodePacked(r, bytes32(P256.N - uint256(s)))));
    }

    function test_AWithdrawnRootOrProgramSilencesItsKeys() public {
        _register(_certificate());
        verifier.setRoot(root, false);
        vm.assertFalse(verifier.isRoot(verifier.idOf(root)));
        vm.assertFalse(verifier.vouches(RECEIPT, provider, _proof()));
        verifier.setRoot(root, true);
        vm.assertTrue(verifier.vouches(RECEIPT, provider, _proof()));
        verifier.setMeasurement(PROGRAM, false);
        vm.assertFalse(verifier.isMeasurement(PROGRAM));
        vm.assertFalse(verifier.vouches(RECEIPT, provider, _proof()));
    }

    /* CERTIFICATES */

    function test_RevertWhen_CertificateIsRefused() public {
        IEnclaveVerifier.Certificate memory certificate = _certificate();
        certificate.measurement = RECEIPT;
        _refused(
            certificate,
            abi.encodeWithSelector(IEnclaveVerifier.EnclaveVerifier_UnknownMeasurement.selector, RECEIPT)
        );
        certificate = _certificate();
        certificate.expires = uint64(block.timestamp) - 1;
        _refused(
            certificate,
            abi.encodeWithSelector(IEnclaveVerifier.EnclaveVerifier_Expired.selector, certificate.expires)
        );
        certificate = _certificate();
        certificate.key.y = bytes32(uint256(1));
        _refused(
            certificate,
            abi.encodeWithSelector(IEnclaveVerifier.EnclaveVerifier_InvalidKey.selector, certificate.key)
        );
    }

    function test_RevertWhen_RootIsUnknownOrDidNotSign() public {
        IEnclaveVerifier.Certificate memory certificate = _certificate();
        (bytes32 r, bytes32 s) = _sign(SECRET, verifier.certificateDigest(certificate));
        bytes32 keyId = verifier.idOf(key);
        vm.expectRevert(abi.encodeWithSelector(IEnclaveVerifier.EnclaveVerifier_UnknownRoot.selector, keyId));
        verifier.register(certificate, key, r, s);
        bytes32 rootId = verifier.idOf(root);
        vm.expectRevert(abi.encodeWithSelector(IEnclaveVerifier.EnclaveVerifier_InvalidCertificate.selector, rootId));
        verifier.register(certificate, root, r, s);
    }

    function test_RevertWhen_CertificateIsOlderThanOneOfTheRoot() public {
        _register(_certificate());
        IEnclaveVerifier.Certificate memory older = _certificate();
        older.key = _publicKey(0xBEEF);
        bytes memory reason = abi.encodeWithSelector(
            IEnclaveVerifier.EnclaveVerifier_Outdated.selector,
            provider,
            expires,
            expires
        );
        _refused(older, reason);
        // Also when the newest no longer vouches: the key of an older certificate may be what the newest replaced for good reason.
        verifier.revokeKey(verifier.idOf(key));
        _refused(older, reason);
        older.expires += 1;
        _register(older);
        (, bytes32 keyId, ) = verifier.enclaveOf(provider);
        vm.assertEq(keyId, verifier.idOf(older.key));
    }

    function test_ARootsCertificateWithoutEndBindsOtherRootsOnlyWhileItVouches() public {
        IEnclaveVerifier.Certificate memory endless = _certificate();
        endless.expires = type(uint64).max;
        _register(endless);
        IEnclaveVerifier.PublicKey memory otherRoot = _publicKey(0xCAFE);
        verifier.setRoot(otherRoot, true);
        IEnclaveVerifier.Certificate memory next = _certificate();
        next.key = _publicKey(0xBEEF);
        (bytes32 r, bytes32 s) = _sign(0xCAFE, verifier.certificateDigest(next));
        vm.expectRevert(
            abi.encodeWithSelector(
                IEnclaveVerifier.EnclaveVerifier_Outdated.selector,
                provider,
                expires,
                type(uint64).max
            )
        );
        verifier.register(next, otherRoot, r, s);
        verifier.setRoot(root, false);
        verifier.register(next, otherRoot, r, s);
        vm.assertTrue(verifier.isValid(provider));
    }

    function test_RevertWhen_ARootIsNoPoint() public {
        IEnclaveVerifier.PublicKey memory wrong = IEnclaveVerifier.PublicKey({x: 0, y: 0});
        vm.expectRevert(abi.encodeWithSelector(IEnclaveVerifier.EnclaveVerifier_InvalidKey.selector, wrong));
        verifier.setRoot(wrong, true);
    }

    /* REVOCATION */

    function testFuzz_RevokedKeysNeverComeBack(bool byProvider) public {
        _register(_certificate());
        bytes32 keyId = verifier.idOf(key);
        vm.expectEmit(address(verifier));
        emit IEnclaveVerifier.EnclaveRevoked(keyId);
        if (byProvider) {
            vm.prank(provider);
            verifier.revoke(provider);
            (, bytes32 found, ) = verifier.enclaveOf(provider);
            vm.assertEq(found, 0);
        } else {
            verifier.revokeKey(keyId);
        }
        vm.assertTrue(verifier.isRevoked(keyId));
        vm.assertFalse(verifier.isValid(provider));
        vm.assertFalse(verifier.vouches(RECEIPT, provider, _proof()));
        IEnclaveVerifier.Certificate memory certificate = _certificate();
        certificate.expires += 1;
        _refused(certificate, abi.encodeWithSelector(IEnclaveVerifier.EnclaveVerifier_Revoked.selector, keyId));
    }

    function testFuzz_RevertWhen_RevokedByAnother(address caller) public {
        vm.assume(caller != provider);
        _register(_certificate());
        vm.expectRevert(abi.encodeWithSelector(IEnclaveVerifier.EnclaveVerifier_NotAllowed.selector, provider, caller));
        vm.prank(caller);
        verifier.revoke(provider);
    }

    function test_RevertWhen_ThereIsNoKeyToRevoke() public {
        vm.expectRevert(abi.encodeWithSelector(IEnclaveVerifier.EnclaveVerifier_NoKey.selector, provider));
        vm.prank(provider);
        verifier.revoke(provider);
    }

    function testFuzz_RevertWhen_NotGoverned(address caller) public {
        vm.assume(caller != address(this));
        bytes memory reason = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        verifier.setRoot(root, false);
        vm.expectRevert(reason);
        verifier.setMeasurement(PROGRAM, false);
        vm.expectRevert(reason);
        verifier.revokeKey(RECEIPT);
        vm.stopPrank();
    }
}
