// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IAttestationVerifier} from "../../contracts/interfaces/IAttestationVerifier.sol";
import {JobStatus} from "../../contracts/types/Job.sol";
import {JobTest} from "./JobTest.sol";

/// @notice Vouches for one proof, as this test says.
contract AttestationTest is JobTest, IAttestationVerifier {
    bytes private constant PROOF = "proof";
    bytes32 private vouched;

    error NoProof();

    /// @dev Some proofs bring it to answer what is no bool.
    function vouches(bytes32 digest, address by, bytes calldata proof) external view returns (bool) {
        if (proof.length == 0) revert NoProof();
        if (proof.length == 1) _answer(uint8(proof[0]), 31);
        if (proof.length == 2) _answer(uint8(proof[0]), 32);
        if (proof.length == 3) _answer(uint8(proof[0]), 64);
        return digest == vouched && by == provider && keccak256(proof) == keccak256(PROOF);
    }

    function _answer(uint256 word, uint256 size) private pure {
        assembly ("memory-safe") {
            mstore(0, word)
            return(0, size)
        }
    }

    function _working(uint16 discountBps) private returns (Live memory live) {
        escrow.setVerifier(7, this, discountBps);
        live = reach(JobStatus.Working);
        vouched = escrow.receiptDigest(receiptOf(live, bodyOf(OUTPUT), provider, live.job.state.deadline()));
    }

    function _submit(Live memory live, bytes memory attestation) private {
        escrow.submit(live.id, live.job, bodyOf(OUTPUT), signed(live, bodyOf(OUTPUT)), attestation);
    }

    function _pending(uint16 discountBps) private returns (Live memory live) {
        live = _working(discountBps);
        _submit(live, abi.encodePacked(uint8(7), PROOF));
        live.job.seat = live.job.seat.withAttestation(7);
        mirrorPending(live, OUTPUT);
        assertStands(live);
    }

    function test_AnAttestedResultSaysByWhom() public {
        Live memory live = _pending(5_000);
        vm.assertEq(uint256(lens.plain(live.job).attestation), 7);
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        assertOver(live);
    }

    function test_RevertWhen_NobodyVouches() public {
        Live memory live = _working(5_000);
        bytes memory signature = signed(live, bodyOf(OUTPUT));
        bytes[3] memory wrong = [
            abi.encodePacked(uint8(7), "another proof"),
            abi.encodePacked(uint8(8), PROOF),
            abi.encodePacked(uint8(0), PROOF)
        ];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IJobEscrow.JobEscrow_NotAttested.selector, live.id, uint8(wrong[i][0]))
            );
            escrow.submit(live.id, live.job, bodyOf(OUTPUT), signature, wrong[i]);
        }
        submit(live);
    }

    /// @dev A verifier that reverts, has no code or answers with anything but one bool that is true says no, in the escrow's words.
    function test_RevertWhen_AVerifierDoesNotAnswer() public {
        Live memory live = _working(5_000);
        escrow.setVerifier(8, IAttestationVerifier(stranger), 0);
        bytes memory signature = signed(live, bodyOf(OUTPUT));
        bytes[6] memory odd = [
            bytes(hex"07"),
            hex"0701",
            hex"070000",
            hex"070200",
            hex"07010000",
            abi.encodePacked(uint8(8), PROOF)
        ];
        for (uint256 i = 0; i < odd.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IJobEscrow.JobEscrow_NotAttested.selector, live.id, uint8(odd[i][0]))
            );
            escrow.submit(live.id, live.job, bodyOf(OUTPUT), signature, odd[i]);
        }
        escrow.submit(live.id, live.job, bodyOf(OUTPUT), signature, hex"070100");
    }

    /// @dev At the most nine in ten audits are spared, never all.
    function test_AttestedResultsAreAuditedLessOften() public {
        Live memory live = _pending(9_000);
        uint256 drawn;
        uint256 start = block.number;
        for (uint256 i = 0; i < 40; ++i) {
            uint256 snapshot = vm.snapshotState();
            vm.roll(start + 2 + i);
            // The seed is the block after the submission's: another submission, another lot.
            if (lens.isDrawn(live.id, live.job)) ++drawn;
            vm.revertToState(snapshot);
        }
        vm.assertTrue(drawn == 0 || drawn == 40, "one lot for a result");
        escrow.setVerifier(7, IAttestationVerifier(address(0)), 0);
        vm.roll(start + 2);
        vm.assertTrue(lens.isDrawn(live.id, live.job), "no discount without the verifier");
    }

    function test_RevertWhen_TheVerifierIsNone() public {
        uint16 max = escrow.MAX_AUDIT_DISCOUNT_BPS();
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidParameters.selector);
        vm.expectRevert(reason);
        escrow.setVerifier(0, this, 0);
        vm.expectRevert(reason);
        escrow.setVerifier(1, this, max + 1);
        vm.expectRevert(reason);
        escrow.setVerifier(1, IAttestationVerifier(address(0)), 1);
        vm.expectEmit(address(escrow));
        emit IJobEscrow.VerifierChanged(1, address(this), max);
        escrow.setVerifier(1, this, max);
        (IAttestationVerifier verifier, uint16 discountBps) = escrow.verifierOf(1);
        vm.assertEq(address(verifier), address(this));
        vm.assertEq(discountBps, max);
    }
}
