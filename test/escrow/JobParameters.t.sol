// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {JobEscrow} from "../../contracts/JobEscrow.sol";
import {DisputeSteps} from "../../contracts/escrow/DisputeSteps.sol";
import {JobWiring} from "../../contracts/escrow/JobCore.sol";
import {LateSteps} from "../../contracts/escrow/LateSteps.sol";
import {IAttestationVerifier} from "../../contracts/interfaces/IAttestationVerifier.sol";
import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {ITreasury, Service} from "../../contracts/interfaces/ITreasury.sol";
import {NATIVE} from "../../contracts/types/Currency.sol";
import {JobStatus} from "../../contracts/types/Job.sol";
import {JobTest} from "./JobTest.sol";

contract JobParametersTest is JobTest {
    function testFuzz_RevertWhen_CallerIsNotAllowed(address caller) public {
        vm.assume(caller != address(this));
        bytes memory reason = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller);
        vm.expectRevert(reason);
        vm.prank(caller);
        escrow.setParameters(bounds());
        vm.expectRevert(reason);
        vm.prank(caller);
        escrow.setVerifier(1, IAttestationVerifier(caller), 0);
    }

    function testFuzz_RevertWhen_ParametersLeaveNoExitOrNoStake(uint256 which, uint256 value) public {
        IJobEscrow.Parameters memory changed = bounds();
        which = bound(which, 0, 10);
        if (which == 0) changed.minPeriod = 0;
        else if (which == 1) changed.maxPeriod = uint32(bound(value, 0, changed.minPeriod - 1));
        else if (which == 2) {
            changed.minPeriod = uint32(bound(value, uint256(type(uint24).max) + 1, type(uint32).max));
            changed.maxPeriod = type(uint32).max;
        } else if (which == 3) changed.minPriorityPeriod = uint16(bound(value, changed.minPeriod + 1, 65_535));
        else if (which == 4) changed.maxAttempts = 0;
        else if (which == 5) changed.minStakeLock = 0;
        else if (which == 6) changed.auditBps = uint16(bound(value, 10_001, 65_535));
        else if (which == 7) changed.minStakeLock = uint96(bound(value, 1, 1e15 - 1));
        else if (which == 8) changed.minStakeLock = uint96(uint256(type(uint32).max) + 1) * 1e15;
        else if (which == 9) changed.reputationFee = uint96(uint256(type(uint24).max) + 1) * 1e15;
        else changed.reputationFee = uint96(bound(value, 1, 1e15 - 1));
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidParameters.selector));
        escrow.setParameters(changed);
    }

    function testFuzz_SetsParameters(IJobEscrow.Parameters memory changed) public {
        create(termsIn(NATIVE));
        changed.minPeriod = uint32(bound(changed.minPeriod, 1, type(uint24).max));
        changed.maxPeriod = uint32(bound(changed.maxPeriod, changed.minPeriod, type(uint32).max));
        uint256 priority = changed.minPeriod < 65_535 ? changed.minPeriod : 65_535;
        changed.minPriorityPeriod = uint16(bound(changed.minPriorityPeriod, 0, priority));
        changed.maxAttempts = uint8(bound(changed.maxAttempts, 1, 255));
        changed.auditBps = uint16(bound(changed.auditBps, 0, 10_000));
        changed.minStakeLock = uint96(bound(changed.minStakeLock, 1, type(uint32).max)) * 1e15;
        changed.reputationFee = uint96(bound(changed.reputationFee, 0, type(uint24).max)) * 1e15;
        vm.expectEmit(address(escrow));
        emit IJobEscrow.ParametersChanged(changed);
        escrow.setParameters(changed);
        vm.assertEq(abi.encode(escrow.parameters()), abi.encode(changed));
        vm.assertEq(escrow.jobCount(), 1, "beside them in the slot");
        (uint16 feeBps, uint16 blackFeeBps) = escrow.feesBps();
        vm.assertEq(feeBps, FEE_BPS);
        vm.assertEq(blackFeeBps, BLACK_FEE_BPS);
    }

    function test_OpenJobKeepsItsBounds() public {
        Live memory live = reach(JobStatus.Open);
        IJobEscrow.Parameters memory changed = bounds();
        changed.minPeriod = 10 hours;
        changed.maxAttempts = 1;
        changed.minStakeLock = 1_000 ether;
        changed.auditBps = 0;
        escrow.setParameters(changed);
        claim(live);
        submit(live);
        vm.roll(block.number + 2);
        vm.assertTrue(lens.isDrawn(live.id, live.job), "its audit rate too");
    }

    function testFuzz_AnyoneSyncsFees(address caller, uint16 feeBps, uint16 blackFeeBps) public {
        feeBps = uint16(bound(feeBps, 0, treasury.feeCap(Service.Compute)));
        blackFeeBps = uint16(bound(blackFeeBps, 0, feeBps));
        treasury.setFee(Service.Compute, feeBps, blackFeeBps);
        (uint16 before, ) = escrow.feesBps();
        vm.assertEq(before, FEE_BPS, "until it is synced");
        vm.expectEmit(address(escrow));
        emit IJobEscrow.FeesSynced(feeBps, blackFeeBps);
        vm.prank(caller);
        escrow.syncFees();
        (uint16 fee, uint16 blackFee) = escrow.feesBps();
        vm.assertEq(fee, feeBps);
        vm.assertEq(blackFee, blackFeeBps);
        vm.assertEq(abi.encode(escrow.parameters()), abi.encode(bounds()), "beside them in the slot");
    }

    function testFuzz_AnyoneCollectsFees(address caller) public {
        Live memory live = reach(JobStatus.Pending);
        vm.prank(requester);
        escrow.settle(live.id, live.job);
        uint256 fee = (uint256(BUDGET) * FEE_BPS) / 10_000;
        vm.expectEmit(address(escrow));
        emit IJobEscrow.FeesCollected(NATIVE.id(), fee);
        vm.prank(caller);
        escrow.collectFees(NATIVE);
        assertCredits(address(referees), NATIVE, fee);
        escrow.collectFees(NATIVE);
        assertCredits(address(referees), NATIVE, fee);
        vm.assertEq(escrow.feesOf(NATIVE), 0);
    }

    /* PARTS */

    function test_RevertWhen_APartDealsWithOthers() public {
        JobWiring memory other = wiring();
        other.treasury = ITreasury(address(this));
        LateSteps late = new LateSteps(wiring());
        DisputeSteps disputes = new DisputeSteps(wiring());
        LateSteps wrongLate = new LateSteps(other);
        DisputeSteps wrongDisputes = new DisputeSteps(other);
        bytes memory reason = abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidParameters.selector);
        vm.expectRevert(reason);
        new JobEscrow(address(manager), wiring(), wrongLate, disputes, bounds());
        vm.expectRevert(reason);
        new JobEscrow(address(manager), wiring(), late, wrongDisputes, bounds());
        new JobEscrow(address(manager), wiring(), late, disputes, bounds());
    }

    /// @dev Called directly a part acts on its own storage, in which there is no job.
    function test_PartsCalledDirectlyKnowNoJob() public {
        Live memory live = reach(JobStatus.Open);
        pastDeadline(live);
        LateSteps late = new LateSteps(wiring());
        vm.expectRevert(
            abi.encodeWithSelector(
                IJobEscrow.JobEscrow_StateMismatch.selector,
                live.id,
                0,
                keccak256(abi.encode(live.job))
            )
        );
        late.refund(live.id, live.job, live.replicas);
        late.setParameters(bounds());
        assertStands(live);
    }
}
