// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {Service} from "../../contracts/interfaces/ITreasury.sol";
import {NATIVE} from "../../contracts/types/Currency.sol";
import {Job, JobStatus} from "../../contracts/types/Job.sol";
import {JobTest} from "./JobTest.sol";

contract JobParametersTest is JobTest {
    function testFuzz_RevertWhen_CallerIsNotAllowed(address caller) public {
        vm.assume(caller != address(this));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
        escrow.setParameters(bounds());
    }

    function testFuzz_RevertWhen_ParametersLeaveNoExitOrNoStake(uint256 which, uint32 value) public {
        IJobEscrow.Parameters memory changed = bounds();
        uint32 cap = escrow.MAX_ARBITRATION_PERIOD();
        uint32 floor = escrow.MIN_ARBITRATION_PERIOD();
        vm.assertEq(floor, 1 hours);
        which = bound(which, 0, 6);
        if (which == 0) changed.minPeriod = 0;
        else if (which == 1) changed.maxPeriod = uint32(bound(value, 0, changed.minPeriod - 1));
        else if (which == 2)
            (changed.minPeriod, changed.arbitrationPeriod) = (2 hours, uint32(bound(value, floor, 2 hours - 1)));
        else if (which == 3) changed.arbitrationPeriod = uint32(bound(value, cap + 1, type(uint32).max));
        else if (which == 4) changed.maxAttempts = 0;
        else if (which == 5) (changed.minPeriod, changed.arbitrationPeriod) = (1, uint32(bound(value, 0, floor - 1)));
        else changed.minStakeLock = 0;
        vm.expectRevert(abi.encodeWithSelector(IJobEscrow.JobEscrow_InvalidParameters.selector));
        escrow.setParameters(changed);
    }

    function testFuzz_SetsParameters(IJobEscrow.Parameters memory changed) public {
        create(termsIn(NATIVE));
        uint32 cap = escrow.MAX_ARBITRATION_PERIOD();
        changed.minPeriod = uint32(bound(changed.minPeriod, 1, cap));
        changed.maxPeriod = uint32(bound(changed.maxPeriod, changed.minPeriod, type(uint32).max));
        uint32 least = changed.minPeriod > 1 hours ? changed.minPeriod : 1 hours;
        changed.arbitrationPeriod = uint32(bound(changed.arbitrationPeriod, least, cap));
        changed.maxAttempts = uint8(bound(changed.maxAttempts, 1, 255));
        changed.minStakeLock = uint96(bound(changed.minStakeLock, 1, type(uint96).max));
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
        (uint256 jobId, Job memory job) = reach(JobStatus.Open);
        IJobEscrow.Parameters memory changed = bounds();
        changed.minPeriod = 10 hours;
        changed.maxAttempts = 1;
        changed.minStakeLock = 1_000 ether;
        escrow.setParameters(changed);
        submit(jobId, claim(jobId, job));
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
}
