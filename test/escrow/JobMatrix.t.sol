// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IJobEscrow} from "../../contracts/interfaces/IJobEscrow.sol";
import {IProviderRegistry} from "../../contracts/interfaces/IProviderRegistry.sol";
import {Job, JobStatus} from "../../contracts/types/Job.sol";
import {Receipt} from "../../contracts/types/Receipt.sol";
import {JobTest} from "./JobTest.sol";

/// @dev Every action × status × actor × moment (a second before, at and a second after the deadline), each against one table: 9 × 4 × 6 × 3.
contract JobMatrixTest is JobTest {
    enum Action {
        Cancel,
        Refund,
        Claim,
        Submit,
        SlashNoShow,
        Settle,
        Challenge,
        Rule,
        VoidDispute
    }

    struct Try {
        Action action;
        address actor;
        bool late;
        uint256 jobId;
        Job job;
    }

    function test_EveryActionInEveryStatusByEveryActorAtEveryMoment() public {
        address[6] memory actors = [requester, provider, operator, challenger, arbiter, stranger];
        fund(arbiter);
        fund(stranger);
        fund(operator);
        uint256 allowed;
        for (uint256 status = uint256(JobStatus.Open); status <= uint256(JobStatus.Disputed); ++status) {
            (uint256 jobId, Job memory job) = reach(JobStatus(status));
            uint256 start = vm.snapshotState();
            for (uint256 action = 0; action <= uint256(type(Action).max); ++action) {
                for (uint256 moment = 0; moment < 3 * actors.length; ++moment) {
                    vm.warp(job.deadline + (moment % 3) - 1);
                    Try memory attempt = Try({
                        action: Action(action),
                        actor: actors[moment / 3],
                        late: moment % 3 == 2,
                        jobId: jobId,
                        job: job
                    });
                    if (_attempt(attempt)) ++allowed;
                    vm.revertToState(start);
                    start = vm.snapshotState();
                }
            }
        }
        // Open: cancel by 1 at 3 moments, refund by 6 late, claim by 2 in time at 2. Working: submit by 6 at 2, slash by 6 late.
        // Pending: settle by 1 at 3 and by 5 late, challenge by 6 at 2. Disputed: rule by 1 at 2, void by 6 late.
        vm.assertEq(allowed, (3 + 6 + 4) + (12 + 6) + (8 + 12) + (2 + 6));
    }

    function _attempt(Try memory attempt) private returns (bool) {
        bytes memory data = _call(attempt);
        bytes memory expected = _refusal(attempt);
        vm.prank(attempt.actor);
        // solhint-disable-next-line avoid-low-level-calls
        (bool done, bytes memory reason) = address(escrow).call(data);
        vm.assertEq(done, expected.length == 0, "allowed or not");
        if (!done) vm.assertEq(reason, expected, "refused for the reason in the table");
        return done;
    }

    function _call(Try memory attempt) private returns (bytes memory) {
        (uint256 id, Job memory job) = (attempt.jobId, attempt.job);
        if (attempt.action == Action.Cancel) return abi.encodeCall(IJobEscrow.cancel, (id, job));
        if (attempt.action == Action.Refund) return abi.encodeCall(IJobEscrow.refund, (id, job));
        if (attempt.action == Action.Claim) return abi.encodeCall(IJobEscrow.claim, (id, job, provider));
        if (attempt.action == Action.SlashNoShow) return abi.encodeCall(IJobEscrow.slashNoShow, (id, job));
        if (attempt.action == Action.Settle) return abi.encodeCall(IJobEscrow.settle, (id, job));
        if (attempt.action == Action.Challenge) return abi.encodeCall(IJobEscrow.challenge, (id, job, OUTPUT));
        if (attempt.action == Action.Rule) return abi.encodeCall(IJobEscrow.rule, (id, job, false));
        if (attempt.action == Action.VoidDispute) return abi.encodeCall(IJobEscrow.voidDispute, (id, job));
        Receipt memory receipt = receiptOf(id, job);
        return abi.encodeCall(IJobEscrow.submit, (id, job, receipt, sign(operatorKey, escrow.receiptDigest(receipt))));
    }

    /// @dev The table: why the attempt must be refused; empty when it must pass.
    function _refusal(Try memory attempt) private view returns (bytes memory) {
        (Action action, JobStatus status, address actor) = (attempt.action, attempt.job.status, attempt.actor);
        if (action == Action.Rule && actor != arbiter) {
            return abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, actor);
        }
        if (status != _statusFor(action)) {
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_WrongStatus.selector, attempt.jobId, status);
        }
        if (action == Action.Cancel) {
            if (actor == requester) return "";
            return abi.encodeWithSelector(IJobEscrow.JobEscrow_NotRequester.selector, attempt.jobId, actor);
        }
        if (_needsLate(action, actor) && !attempt.late) {
            return
                abi.encodeWithSelector(
                    IJobEscrow.JobEscrow_DeadlineNotPassed.selector,
                    attempt.jobId,
                    attempt.job.deadline
                );
        }
        if (_needsInTime(action) && attempt.late) {
            return
                abi.encodeWithSelector(
                    IJobEscrow.JobEscrow_DeadlinePassed.selector,
                    attempt.jobId,
                    attempt.job.deadline
                );
        }
        if (action == Action.Claim && actor != operator && actor != provider) {
            return abi.encodeWithSelector(IProviderRegistry.ProviderRegistry_NotOperator.selector, provider, actor);
        }
        return "";
    }

    function _statusFor(Action action) private pure returns (JobStatus) {
        if (action <= Action.Claim) return JobStatus.Open;
        if (action <= Action.SlashNoShow) return JobStatus.Working;
        if (action <= Action.Challenge) return JobStatus.Pending;
        return JobStatus.Disputed;
    }

    function _needsLate(Action action, address actor) private view returns (bool) {
        if (action == Action.Settle) return actor != requester;
        return action == Action.Refund || action == Action.SlashNoShow || action == Action.VoidDispute;
    }

    function _needsInTime(Action action) private pure returns (bool) {
        return action == Action.Claim || action == Action.Submit || action == Action.Challenge || action == Action.Rule;
    }
}
